#include "skald/replay/state_tree.h"

#include <algorithm>
#include <cstring>

namespace skald {
namespace {

constexpr std::size_t kFirstEntity = 2;  // in Node::digests, after name and entity count

void put32(std::vector<std::uint8_t>& to, std::uint32_t value) { write_value(to, value); }

}  // namespace

const std::vector<std::uint32_t>& Component::touched() const {
  static const std::vector<std::uint32_t> kNone;
  return kNone;
}

void StateTree::add(std::unique_ptr<Component> component) {
  Node node;
  node.digests = {digest_of(component->name()), {}};
  node.component = std::move(component);
  nodes_.push_back(std::move(node));
}

void StateTree::keep_shadow() {
  shadowed_ = true;
  for (Node& node : nodes_) {
    const std::size_t count = node.component->size();
    node.shadow.assign(count, {});
    for (std::size_t entity = 0; entity < count; ++entity) {
      const Bytes bytes = node.component->write(entity, scratch_);
      node.shadow[entity].assign(bytes.begin(), bytes.end());
    }
    node.shadow_size.clear();
    put32(node.shadow_size, static_cast<std::uint32_t>(count));
  }
}

void StateTree::absorb(EventSink* sink) {
  for (std::size_t index = 0; index < nodes_.size(); ++index) absorb_node(index, sink);
}

void StateTree::absorb_node(std::size_t index, EventSink* sink) {
  Node& node = nodes_[index];
  const std::size_t count = node.component->size();
  if (node.digests.size() != count + kFirstEntity) resize_node(index, sink);
  if (node.component->tracked()) {
    if (node.component->touched().empty()) return;
    rows_ = node.component->touched();
    if (shadowed_) std::sort(rows_.begin(), rows_.end());  // which lane touched must not show
    for (const std::uint32_t row : rows_) absorb_entity(index, row, sink);
    node.component->forget_touched();
  } else {
    for (std::size_t entity = 0; entity < count; ++entity) absorb_entity(index, entity, sink);
  }
}

void StateTree::resize_node(std::size_t index, EventSink* sink) {
  Node& node = nodes_[index];
  const std::size_t count = node.component->size();
  node.digests.resize(count + kFirstEntity);
  node.digests[1] = {0, count};
  node.stale = true;
  if (!shadowed_) return;
  node.shadow.resize(count);
  std::vector<std::uint8_t> size;
  put32(size, static_cast<std::uint32_t>(count));
  if (sink != nullptr) tell_changes(*sink, index, kSizeEntity, node.shadow_size, size);
  node.shadow_size = std::move(size);
}

void StateTree::absorb_entity(std::size_t index, std::size_t entity, EventSink* sink) {
  Node& node = nodes_[index];
  const Bytes bytes = node.component->write(entity, scratch_);
  const Digest digest = digest_of(bytes);
  Digest& known = node.digests[kFirstEntity + entity];
  if (digest == known) return;
  known = digest;
  node.stale = true;
  if (!shadowed_) return;
  std::vector<std::uint8_t>& before = node.shadow[entity];
  if (sink != nullptr) {
    tell_changes(*sink, index, static_cast<std::uint32_t>(entity), before, bytes);
  }
  before.assign(bytes.begin(), bytes.end());
}

Digest StateTree::seal(EventSink* sink) {
  absorb(sink);
  row_.clear();
  for (Node& node : nodes_) {
    if (node.stale) {
      node.digest = digest_of(std::span<const Digest>(node.digests));
      node.stale = false;
    }
    row_.push_back(node.digest);
  }
  return digest_of(std::span<const Digest>(row_));
}

Digest StateTree::rehash() const {
  std::vector<std::uint8_t> scratch;
  std::vector<Digest> row;
  for (const Node& node : nodes_) {
    const std::size_t count = node.component->size();
    std::vector<Digest> digests = {digest_of(node.component->name()), {0, count}};
    for (std::size_t entity = 0; entity < count; ++entity) {
      digests.push_back(digest_of(node.component->write(entity, scratch)));
    }
    row.push_back(digest_of(std::span<const Digest>(digests)));
  }
  return digest_of(std::span<const Digest>(row));
}

std::string StateTree::find_unsealed_change() const {
  std::vector<std::uint8_t> scratch;
  for (const Node& node : nodes_) {
    const Component& component = *node.component;
    if (component.size() + kFirstEntity != node.digests.size()) return component.name() + ".size";
    for (std::size_t entity = 0; entity < component.size(); ++entity) {
      if (digest_of(component.write(entity, scratch)) != node.digests[kFirstEntity + entity]) {
        return component.name() + '[' + std::to_string(entity) + ']';
      }
    }
  }
  return {};
}

std::vector<std::uint8_t> StateTree::snapshot() const {
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> scratch;
  put32(bytes, static_cast<std::uint32_t>(nodes_.size()));
  for (const Node& node : nodes_) {
    write_value(bytes, node.component->name());
    put32(bytes, static_cast<std::uint32_t>(node.component->size()));
    for (std::size_t entity = 0; entity < node.component->size(); ++entity) {
      const Bytes form = node.component->write(entity, scratch);
      put32(bytes, static_cast<std::uint32_t>(form.size()));
      bytes.insert(bytes.end(), form.begin(), form.end());
    }
  }
  return bytes;
}

bool StateTree::restore(Bytes snapshot) {
  ReadVisitor reader(snapshot);
  std::uint32_t count = 0;
  reader("", count);
  if (count != nodes_.size()) return false;
  std::string form;
  for (Node& node : nodes_) {
    std::string name;
    std::uint32_t entities = 0;
    reader("", name);
    reader("", entities);
    if (reader.failed() || name != node.component->name()) return false;
    if (entities > reader.rest().size()) return false;
    node.component->resize(entities);
    if (node.component->size() != entities) return false;
    for (std::uint32_t entity = 0; entity < entities; ++entity) {
      reader("", form);
      if (reader.failed() || !node.component->read(entity, as_bytes(form))) return false;
    }
    node.digests.resize(entities + kFirstEntity);
    node.digests[1] = {0, entities};
    node.stale = true;
  }
  return reader.rest().empty();
}

Bytes StateTree::shadow(std::size_t component, std::uint32_t entity) const {
  const Node& node = nodes_[component];
  if (entity == kSizeEntity) return node.shadow_size;
  return entity < node.shadow.size() ? Bytes(node.shadow[entity]) : Bytes();
}

}  // namespace skald
