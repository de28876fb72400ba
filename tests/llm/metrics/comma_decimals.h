// A locale in which 0.5 is "0,5" and a thousand "1.000", for as long as it lives. Of C's own it
// takes a German one if the system has it; that of C++ streams it makes itself.
#pragma once

#include <clocale>
#include <locale>
#include <string>

namespace skald::test {

class CommaDecimals {
 public:
  CommaDecimals()
      : c_before_(std::setlocale(LC_ALL, nullptr)),
        before_(std::locale::global(std::locale(std::locale(), new German))) {
    std::setlocale(LC_ALL, "de_DE.UTF-8");
  }
  ~CommaDecimals() {
    std::locale::global(before_);
    std::setlocale(LC_ALL, c_before_.c_str());
  }
  CommaDecimals(const CommaDecimals&) = delete;
  CommaDecimals& operator=(const CommaDecimals&) = delete;

 private:
  struct German : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  std::string c_before_;
  std::locale before_;
};

}  // namespace skald::test
