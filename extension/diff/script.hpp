// Script: a plan as one text for psql, in transactions where it can be.
// Words: data loss is what a step may take of the rows there; a step that may do so is commented out, written, or refused.
// Its first line says which side would change: the direction is deadly.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/plan.hpp"

namespace copilot::diff {

enum class DataLoss : std::uint8_t { comment, include, error };
// Nothing for what is none of comment, include, error.
std::optional<DataLoss> data_loss(std::string_view name);

// This would change FROM to look like TO.
std::string direction(const Facts& from, const Facts& to);

// Throws UserError for `error` where a step can lose data.
std::string script(const Facts& from, const Facts& to, const std::vector<Step>& steps,
                   const Options& options, DataLoss loss);

// instant, seconds, minutes, hours, or unknown: how long the step works, by the size of what it works on.
const char* duration(const Step& step);

}  // namespace copilot::diff
