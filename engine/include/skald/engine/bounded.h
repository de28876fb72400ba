// Bounded<T, N>: a short list kept inside its owner. It never allocates, so that a tick does not;
// only the part in use is described.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "skald/replay/assert.h"
#include "skald/replay/describe.h"

namespace skald {

template <class T, std::size_t N>
class Bounded {
 public:
  static constexpr std::size_t kCapacity = N;

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  bool full() const { return count_ == N; }

  T* begin() { return items_.data(); }
  T* end() { return items_.data() + count_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + count_; }

  T& operator[](std::size_t index) {
    SKALD_ASSERT(index < count_, "Bounded: no such item");
    return items_[index];
  }
  const T& operator[](std::size_t index) const {
    SKALD_ASSERT(index < count_, "Bounded: no such item");
    return items_[index];
  }

  /// False if the list is full; nothing has changed then.
  bool push(T item) {
    if (full()) return false;
    items_[count_++] = std::move(item);
    return true;
  }
  /// Adds at the front; the last item falls out of a full list.
  void push_front(T item) {
    if (!full()) ++count_;
    for (std::size_t i = count_ - 1; i > 0; --i) items_[i] = std::move(items_[i - 1]);
    items_[0] = std::move(item);
  }
  /// Keeps the order of the rest.
  void remove(std::size_t index) {
    SKALD_ASSERT(index < count_, "Bounded: no such item");
    for (std::size_t i = index + 1; i < count_; ++i) items_[i - 1] = std::move(items_[i]);
    --count_;
  }
  void clear() { count_ = 0; }

  /// For describe: how many items are in use. More than N is taken as N. Items that come into use
  /// hold whatever they held before.
  void set_size(std::size_t count) { count_ = static_cast<std::uint32_t>(count < N ? count : N); }

 private:
  std::array<T, N> items_{};
  std::uint32_t count_ = 0;
};

/// The written form is that of a vector. Bytes with an impossible count are cut to what fits, which
/// leaves bytes over, so that read_value refuses them.
template <class V, class T, std::size_t N>
void describe(V& v, Bounded<T, N>& list) {
  if constexpr (std::is_same_v<V, FieldVisitor>) {
    std::vector<T> used(list.begin(), list.end());
    v("", used);  // lists as name[0], name[1]
  } else {
    auto count = static_cast<std::uint32_t>(list.size());
    v("size", count);
    if constexpr (std::is_same_v<V, ReadVisitor>) list.set_size(count);
    for (T& item : list) v("", item);
  }
}

}  // namespace skald
