// Rule files and moments for them, made from a seed: for the matcher's bench and its comparison
// with a plain scan. Not uniform, as rule files are not: most rules say who speaks, or where, or
// what happened; the rest tests facts of which some are far more popular than others.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/mulberry32.h"

namespace skald::test {

struct GeneratedRules {
  std::uint32_t concepts = 1;
  std::uint32_t rules = 10'000;
  std::uint32_t facts = 200;
  std::uint32_t seed = 42;
};

/// One criterion of a rule, with a value that meets it.
struct GeneratedCriterion {
  std::uint32_t fact = 0;
  std::string json;
  std::string met_by;  // empty: by being missing
};

class RuleGenerator {
 public:
  explicit RuleGenerator(const GeneratedRules& size) : size_(size), random_(size.seed) {}

  static std::string fact(std::uint32_t number) { return "fact_" + std::to_string(number); }
  static std::string concept_name(std::uint32_t number) {
    return "talk.c" + std::to_string(number);
  }

  /// The whole file. Once.
  std::string file() {
    std::string json = "{\"concepts\": [\n";
    for (std::uint32_t one = 0; one < size_.concepts; ++one) {
      json += (one == 0 ? "" : ",\n") + ("{\"concept\": \"" + concept_name(one)) +
              "\", \"last_resort\": [\"Hm.\", \"Well.\"], \"rules\": [\n";
      const std::uint32_t count = size_.rules / size_.concepts;
      for (std::uint32_t i = 0; i < count; ++i) {
        json += (i == 0 ? "" : ",\n") + rule(one * count + i);
      }
      json += "]}";
    }
    return json + "]}\n";
  }

  /// Values of all facts, by number, for a moment that some rule of this concept was made for;
  /// empty where the fact is missing. After file().
  std::vector<std::string> moment(std::uint32_t concept_number) {
    std::vector<std::string> values(size_.facts);
    for (std::uint32_t i = 0; i < size_.facts; ++i) values[i] = any_value(i);
    const std::uint32_t count = size_.rules / size_.concepts;
    const std::uint32_t chosen = concept_number * count + random_.below(count);
    for (const GeneratedCriterion& criterion : made_[chosen]) {
      values[criterion.fact] = criterion.met_by;
    }
    return values;
  }

 private:
  /// Facts 0 to 2 are who, where and what; of the rest every second one is an integer.
  std::uint32_t values_of(std::uint32_t number) const {
    if (number == 0) return 200;
    if (number == 1) return 60;
    if (number == 2) return 120;
    return 3 + number % 10;
  }
  static bool is_integer(std::uint32_t number) { return number > 2 && number % 2 == 0; }

  std::string any_value(std::uint32_t number) {
    const std::uint32_t value = random_.below(values_of(number));
    return is_integer(number) ? std::to_string(value) : "v" + std::to_string(value);
  }

  /// The lower of two: low numbers are popular.
  std::uint32_t any_fact() {
    const std::uint32_t a = random_.below(size_.facts);
    const std::uint32_t b = random_.below(size_.facts);
    return std::min(a, b);
  }

  GeneratedCriterion equality(std::uint32_t number) {
    const std::string value = any_value(number);
    return {number, is_integer(number) ? '[' + value + ", " + value + ']' : '"' + value + '"',
            value};
  }

  GeneratedCriterion any_criterion(std::uint32_t number) {
    const std::uint32_t kind = random_.below(10);
    const std::string value = any_value(number);
    const std::string other = any_value(number);
    if (kind < 4) return equality(number);
    if (kind == 4) return {number, R"({"exists": true, "weight": 2})", value};
    if (kind == 5) return {number, R"({"exists": false})", ""};
    if (is_integer(number)) {
      const int low = std::min(std::stoi(value), std::stoi(other));
      const int high = std::max(std::stoi(value), std::stoi(other));
      return {number, '[' + std::to_string(low) + ", " + std::to_string(high) + ']', value};
    }
    if (kind < 8) return {number, "[\"" + value + "\", \"" + other + "\"]", value};
    if (kind == 8) return {number, R"({"not": "nothing"})", value};
    return {number, "{\"is\": \"" + value + "\", \"weight\": 3, \"bonus\": true}", value};
  }

  std::string rule(std::uint32_t number) {
    std::vector<GeneratedCriterion> criteria;
    const std::uint32_t kind = random_.below(100);
    if (kind < 70) criteria.push_back(equality(0));
    if (kind >= 50 && kind < 85) criteria.push_back(equality(1));
    if (kind >= 80) criteria.push_back(equality(2));
    for (std::uint32_t left = 2 + random_.below(6); left > 0; --left) {
      const std::uint32_t tested = any_fact();
      const bool is_there = std::any_of(criteria.begin(), criteria.end(),
                                        [&](const auto& one) { return one.fact == tested; });
      if (!is_there) criteria.push_back(any_criterion(tested));
    }
    std::string json = "{\"rule\": \"r" + std::to_string(number) + "\", \"when\": {";
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      json += (i == 0 ? "\"" : ", \"") + fact(criteria[i].fact) + "\": " + criteria[i].json;
    }
    json += "}, \"weight\": " + std::to_string(1 + random_.below(5)) + ", \"lines\": [";
    for (std::uint32_t i = 0, lines = 1 + random_.below(4); i < lines; ++i) {
      json += (i == 0 ? "\"" : ", \"") + std::to_string(number) + ' ' + std::to_string(i) + '"';
    }
    made_.push_back(std::move(criteria));
    return json + "]}";
  }

  GeneratedRules size_;
  Mulberry32 random_;
  std::vector<std::vector<GeneratedCriterion>> made_;
};

}  // namespace skald::test
