#pragma once
#include "core/mail/mime_part.hpp"
#include "core/mail/trace.hpp"

#include <string>
#include <vector>

// Received lines as servers write them, and the mails that bear them.
namespace cutwatch::mail {

inline IpNetwork network(const std::string& address, std::uint8_t prefix_length) {
  return {IpAddress::parse(address).value(), prefix_length};
}

/// The trace of a mail that bears these values, the last added first.
inline Trace trace_of(const std::vector<std::string>& values) {
  std::string mail = "Return-Path: <alice@example.net>\nDelivered-To: probe@example.org\n";
  for (const auto& value : values) mail += "Received: " + value + "\n";
  mail += "From: alice@example.net\nSubject: t\n\nReceived: from body ([192.0.2.66]) by body\n";
  return read_trace(read_mail(mail).value().header);
}

// The old server, which keeps the mailbox: 192.0.2.25; the proxy: 198.51.100.0/28 and 2001:db8:5::/64.

inline const std::string kLmtp =
    "from mx-old.example.org ([127.0.0.1])\n\tby store with LMTP\n\tid g8hgAjXFAWudAgAAg+zDdQ\n\t"
    "(envelope-from <alice@example.net>)\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:59 +0000";
inline const std::string kLmtpOverSocket =
    "from mx-old.example.org\n\tby mx-old.example.org with LMTP\n\tid gL5+CE3p2V7IIwAAl6v5cA\n\t"
    "(envelope-from <alice@example.net>)\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:59 +0000";
inline const std::string kOldFromProxy =
    "from proxy.example.org (proxy.example.org [198.51.100.7])\n\tby mx-old.example.org (Postfix) with "
    "ESMTPS "
    "id 6D9FBA78719\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:58 +0000 (UTC)";
inline const std::string kOldFromStranger =
    "from proxy.example.org (unknown [203.0.113.9])\n\tby mx-old.example.org (Postfix) with ESMTP "
    "id E313FA78777\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:58 +0000 (UTC)";
inline const std::string kProxyFromAgent =
    "from agent.example (unknown [203.0.113.50])\n\tby proxy.example.org (Postfix) with ESMTP id "
    "4jWyGb31wtz1bl3D\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:55 +0000 (UTC)";
inline const std::string kProxyId = "4jWyGb31wtz1bl3D";

}  // namespace cutwatch::mail
