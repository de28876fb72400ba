// The hash tree of a world's state: tick -> component -> entity. Incremental: only entities that
// were touched are hashed again. At trace level it also says, by bytes, what changed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "skald/replay/component.h"
#include "skald/replay/events.h"
#include "skald/replay/hash.h"

namespace skald {

class StateTree {
 public:
  /// In Changed events: the number of a component's entities, as four bytes.
  static constexpr std::uint32_t kSizeEntity = 0xFFFFFFFF;

  void add(std::unique_ptr<Component> component);
  std::size_t components() const { return nodes_.size(); }
  const Component& component(std::size_t index) const { return *nodes_[index].component; }

  /// Keeps a copy of the state, so that changes can be told. Trace level only.
  void keep_shadow();
  /// Hashes what was touched since the last call and tells `sink`, if given, what changed.
  void absorb(EventSink* sink);
  /// absorb, then the root over everything.
  Digest seal(EventSink* sink);
  /// The root computed anew, touched or not.
  Digest rehash() const;
  /// Names an entity whose state is not what was last sealed; empty if there is none.
  std::string find_unsealed_change() const;

  std::vector<std::uint8_t> snapshot() const;
  /// False if the bytes are not a snapshot of these components; the state is then half-restored.
  [[nodiscard]] bool restore(Bytes snapshot);

  /// An entity's state as last absorbed (needs keep_shadow).
  Bytes shadow(std::size_t component, std::uint32_t entity) const;

 private:
  struct Node {
    std::unique_ptr<Component> component;
    std::vector<Digest> digests;  // name, entity count, then one an entity
    Digest digest;
    bool stale = true;
    std::vector<std::vector<std::uint8_t>> shadow;
    std::vector<std::uint8_t> shadow_size;
  };

  void absorb_node(std::size_t index, EventSink* sink);
  void absorb_entity(std::size_t index, std::size_t entity, EventSink* sink);
  void resize_node(std::size_t index, EventSink* sink);

  std::vector<Node> nodes_;
  std::vector<Digest> row_;  // reused by seal
  std::vector<std::uint8_t> scratch_;
  std::vector<std::uint32_t> rows_;
  bool shadowed_ = false;
};

/// Tells by Changed events how `before` becomes `after`.
void tell_changes(EventSink& sink, std::size_t component, std::uint32_t entity, Bytes before,
                  Bytes after);
/// Applies one Changed event. False if it does not fit.
[[nodiscard]] bool apply_change(std::vector<std::uint8_t>& bytes, const event::Changed& change);

}  // namespace skald
