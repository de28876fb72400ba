// Reads the members of one object into a part of the configuration, as scheduling_fields.h
// describes it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/document.h"
#include "voices/config/config_file.h"

namespace skald::voices {

template <class Part>
class FieldReader {
 public:
  FieldReader(const Document& document, ObjectReader& reader, Part& into)
      : document_(document), reader_(reader), into_(into) {}

  void number(std::string_view name, std::uint32_t Part::*field, std::uint32_t low,
              std::uint32_t high) {
    reader_.optional_unsigned(name, into_.*field, low, high);
  }
  void number(std::string_view name, std::uint64_t Part::*field, std::uint64_t low,
              std::uint64_t high) {
    reader_.optional_unsigned(name, into_.*field, low, high);
  }
  void boolean(std::string_view name, bool Part::*field) {
    reader_.optional_boolean(name, into_.*field);
  }
  void thousandths(std::string_view name, Thousandths Part::*field, Thousandths low,
                   Thousandths high) {
    std::optional<Thousandths> read;
    reader_.optional_thousandths(name, read, low, high);
    if (read) into_.*field = *read;
  }
  void text(std::string_view name, std::string Part::*field) {
    read_plain_text(reader_, name, into_.*field);
  }
  void file(std::string_view name, std::string Part::*field) {
    read_plain_text(reader_, name, into_.*field);
    into_.*field = from_folder_of(document_.file, into_.*field);
  }
  template <class Enum, class Names>
  void named(std::string_view name, Enum Part::*field, const Names& names) {
    read_named(reader_, name, into_.*field, names);
  }

 private:
  const Document& document_;
  ObjectReader& reader_;
  Part& into_;
};

}  // namespace skald::voices
