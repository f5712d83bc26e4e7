#pragma once
#include "core/dns/calibration.hpp"
#include "core/dns/resolver.hpp"

#include <string>
#include <vector>

// What `cutwatch probe calibration` says.
namespace cutwatch::cli {

struct MeasuredResolver {
  dns::Resolver resolver;
  Result<dns::Calibration> result;
};

using MeasuredResolvers = std::vector<MeasuredResolver>;

/// One line, as soon as it is known.
std::string progress_text(const dns::Resolver& resolver, const Result<dns::Calibration>& result);

/// For people: a line a resolver, in the order that they were given in.
std::string table_of(const MeasuredResolvers& measured);

/// For programs: {ok, failure, resolvers}.
std::string json_of(const Result<MeasuredResolvers>& measured);

bool is_any_measured(const MeasuredResolvers& measured);

}  // namespace cutwatch::cli
