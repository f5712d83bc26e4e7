#pragma once
#include "net/stream/mail_connector.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::test {

/// A mail server whose replies are a function of what was sent to it. An empty reply closes the connection.
class AnsweringConnector final : public net::MailConnector {
 public:
  using Reply = std::function<std::string(const std::string& sent)>;

  Reply reply;
  std::map<std::string, Failure> failures;  ///< By address: what meets the connection there.
  std::vector<std::string> dialled;         ///< Addresses, in order.
  std::string sent;
  std::map<std::string, net::ConnectFacts> facts;  ///< By address: what was said before the dialogue.
  std::vector<mail::MailServer> servers;           ///< As they were to be dialled, in order.
  std::optional<IpAddress> own_address{};          ///< What connections leave from that say nothing of it.

  std::optional<IpAddress> leaves_from(const mail::MailServer& server) const override {
    return server.source ? server.source : own_address;
  }

  asio::awaitable<net::Connection> connect(mail::MailServer server, net::MailProtocol, std::string,
                                           SteadyTime) override {
    const auto address = server.endpoint.address.text();
    dialled.push_back(address);
    net::Connection connection;
    servers.push_back(server);
    if (const auto said = facts.find(address); said != facts.end()) connection.facts = said->second;
    connection.facts.is_authenticated = true;
    const auto failure = failures.find(address);
    if (failure != failures.end()) {
      connection.stream = std::unexpected(failure->second);
    } else {
      connection.stream = std::make_unique<Peer>(*this);
    }
    co_return connection;
  }

 private:
  class Peer final : public net::Stream {
   public:
    explicit Peer(AnsweringConnector& owner) : owner_(owner) {}
    asio::awaitable<Result<void>> send(std::string bytes, SteadyTime) override {
      owner_.sent += bytes;
      pending_ += owner_.reply(bytes);
      co_return Result<void>{};
    }
    asio::awaitable<Result<std::string>> receive(SteadyTime) override {
      co_return std::exchange(pending_, {});
    }

   private:
    AnsweringConnector& owner_;
    std::string pending_;
  };
};

/// An SMTP server that takes everything and answers the final dot with `verdict`.
inline AnsweringConnector::Reply smtp_server(std::string verdict = "250 2.0.0 Ok: queued as ABC123\r\n") {
  return [verdict, is_body = false](const std::string& sent) mutable -> std::string {
    if (is_body) {
      if (!sent.ends_with(".\r\n")) return "";
      is_body = false;
      return verdict;
    }
    is_body = sent.starts_with("DATA");
    if (is_body) return "354 go on\r\n";
    return sent.starts_with("QUIT") ? "221 bye\r\n" : "250 ok\r\n";
  };
}

}  // namespace cutwatch::test
