// Table<T>: a component of a world, one row an entity. Rows are read freely and changed through
// `edit`, which marks them as touched, so that sealing a tick hashes only what changed. In debug
// builds a session checks this against a full rehash.
//
// One thread changes a table: workers (Tick::lanes) compute, the thread that ticks edits.
//
// A game that prefers plain std::vector components can use them: they are hashed whole every tick.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "skald/replay/assert.h"

namespace skald {

template <class T>
class Table {
 public:
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }

  const T& operator[](std::size_t row) const {
    SKALD_ASSERT(row < rows_.size(), "Table: no such row");
    return rows_[row];
  }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

  /// The row, to be changed before the next touch(), edit() of it in a later tick, or end of tick.
  T& edit(std::size_t row) {
    SKALD_ASSERT(row < rows_.size(), "Table: no such row");
    touch(row);
    return rows_[row];
  }

  /// Says that a row changed.
  void touch(std::size_t row) {
    if (marks_[row]) return;
    marks_[row] = 1;
    touched_.push_back(static_cast<std::uint32_t>(row));
  }

  /// Adds a row; may allocate. Rows are never removed one by one: entity numbers stay valid.
  T& add(T row) {
    rows_.push_back(std::move(row));
    marks_.push_back(0);
    touched_.reserve(rows_.size());
    touch(rows_.size() - 1);
    return rows_.back();
  }

  void resize(std::size_t rows) {
    rows_.resize(rows);
    marks_.assign(rows, 0);
    touched_.clear();
    touched_.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) touch(row);
  }

  /// For the session: rows touched since the last call of forget_touched, in order of first touch.
  const std::vector<std::uint32_t>& touched() const { return touched_; }
  void forget_touched() {
    for (const std::uint32_t row : touched_) marks_[row] = 0;
    touched_.clear();
  }

 private:
  std::vector<T> rows_;
  std::vector<std::uint8_t> marks_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace skald
