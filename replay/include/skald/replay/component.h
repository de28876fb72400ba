// A component of a world, seen without its type: what hashing, snapshots, diffs and reports need.
// Made from a world's describe() (collect_components); games never name these classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "skald/replay/describe.h"

namespace skald {

/// One top-level field of a world: a Table or vector of described rows (an entity each), or a
/// single value (entity 0). Refers to the world; lives no longer than it.
class Component {
 public:
  explicit Component(std::string name) : name_(std::move(name)) {}
  virtual ~Component() = default;

  const std::string& name() const { return name_; }

  virtual std::size_t size() const = 0;
  virtual void resize(std::size_t entities) = 0;

  /// True: `touched` lists what changed. False: everything may have changed.
  virtual bool tracked() const = 0;
  virtual const std::vector<std::uint32_t>& touched() const;
  virtual void forget_touched() {}

  /// The canonical form of one entity, in `scratch`, valid until its next use.
  virtual Bytes write(std::size_t entity, std::vector<std::uint8_t>& scratch) const = 0;
  [[nodiscard]] virtual bool read(std::size_t entity, Bytes from) = 0;
  /// The leaves of an entity's canonical form. False if the bytes are not one.
  [[nodiscard]] virtual bool fields(Bytes from, std::vector<Field>& into) const = 0;

 private:
  std::string name_;
};

namespace detail {

/// Writes into memory that only grows: no allocation once it has the size of the largest entity.
template <class T>
Bytes write_into(std::vector<std::uint8_t>& scratch, const T& value) {
  SizeVisitor size;
  size("", value);
  if (scratch.size() < size.size()) scratch.resize(size.size());
  WriteVisitor writer(scratch.data());
  writer("", value);
  SKALD_ASSERT(writer.end() == scratch.data() + size.size(),
               "a describe() that lists different fields from call to call");
  return {scratch.data(), size.size()};
}

template <class T>
bool list_fields(Bytes from, std::vector<Field>& into) {
  T value{};
  if (!read_value(from, value)) return false;
  const std::size_t before = into.size();
  FieldVisitor visitor(into);
  visitor("", value);
  // A component that is one number has no field to name it by, and reports need a name.
  if (into.size() == before + 1 && into.back().path.empty()) into.back().path = "value";
  return true;
}

template <class T>
class TableComponent final : public Component {
 public:
  TableComponent(std::string name, Table<T>& table) : Component(std::move(name)), table_(table) {}
  std::size_t size() const override { return table_.size(); }
  void resize(std::size_t entities) override { table_.resize(entities); }
  bool tracked() const override { return true; }
  const std::vector<std::uint32_t>& touched() const override { return table_.touched(); }
  void forget_touched() override { table_.forget_touched(); }
  Bytes write(std::size_t entity, std::vector<std::uint8_t>& scratch) const override {
    return write_into(scratch, table_[entity]);
  }
  bool read(std::size_t entity, Bytes from) override {
    return read_value(from, table_.edit(entity));
  }
  bool fields(Bytes from, std::vector<Field>& into) const override {
    return list_fields<T>(from, into);
  }

 private:
  Table<T>& table_;
};

template <class T>
class ListComponent final : public Component {
 public:
  ListComponent(std::string name, std::vector<T>& list) : Component(std::move(name)), list_(list) {}
  std::size_t size() const override { return list_.size(); }
  void resize(std::size_t entities) override { list_.resize(entities); }
  bool tracked() const override { return false; }
  Bytes write(std::size_t entity, std::vector<std::uint8_t>& scratch) const override {
    return write_into(scratch, list_[entity]);
  }
  bool read(std::size_t entity, Bytes from) override { return read_value(from, list_[entity]); }
  bool fields(Bytes from, std::vector<Field>& into) const override {
    return list_fields<T>(from, into);
  }

 private:
  std::vector<T>& list_;
};

template <class T>
class ValueComponent final : public Component {
 public:
  ValueComponent(std::string name, T& value) : Component(std::move(name)), value_(value) {}
  std::size_t size() const override { return 1; }
  void resize(std::size_t) override {}
  bool tracked() const override { return false; }
  Bytes write(std::size_t, std::vector<std::uint8_t>& scratch) const override {
    return write_into(scratch, value_);
  }
  bool read(std::size_t, Bytes from) override { return read_value(from, value_); }
  bool fields(Bytes from, std::vector<Field>& into) const override {
    return list_fields<T>(from, into);
  }

 private:
  T& value_;
};

/// The visitor that turns a world's fields into components.
class ComponentCollector {
 public:
  explicit ComponentCollector(std::vector<std::unique_ptr<Component>>& into) : into_(into) {}

  template <class T>
  void operator()(const char* name, T& field) {
    if constexpr (IsTable<T>::value) {
      into_.push_back(std::make_unique<TableComponent<table_row<T>>>(name, field));
    } else if constexpr (IsVector<T>::value) {
      if constexpr (kIsScalar<typename T::value_type>) {
        into_.push_back(std::make_unique<ValueComponent<T>>(name, field));
      } else {
        into_.push_back(std::make_unique<ListComponent<typename T::value_type>>(name, field));
      }
    } else {
      into_.push_back(std::make_unique<ValueComponent<T>>(name, field));
    }
  }

 private:
  template <class T>
  using table_row = std::remove_cvref_t<decltype(std::declval<const T&>()[0])>;
  std::vector<std::unique_ptr<Component>>& into_;
};

}  // namespace detail

/// The components of a world, in the order in which its describe() lists them.
template <class World>
std::vector<std::unique_ptr<Component>> collect_components(World& world) {
  std::vector<std::unique_ptr<Component>> components;
  detail::ComponentCollector collector(components);
  describe(collector, world);
  return components;
}

}  // namespace skald
