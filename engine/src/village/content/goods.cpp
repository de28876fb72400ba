#include "skald/engine/village_affairs.h"
#include "village/content/reading.h"

namespace skald::village {
namespace {

Result<GoodContent> read_good(const Document& document, const Value& value,
                              const VillageContent& known,
                              const std::vector<std::string_view>& jobs) {
  GoodContent good;
  ObjectReader reader(document, value);
  reader.text("id", good.id);
  read_flag(reader, "eaten", good.eaten);
  reader.integer("price", good.price, 0, 99);
  reader.integer("minutes", good.minutes, 5, 2000);
  good.made_by = resolve_members(reader, "made_by", jobs, "job", true);
  good.made_from = resolve_member(reader, "made_from", ids_of(known.goods), "good above", false);
  refuse_twice(reader, value, known.goods, good.id);
  if (Status status = reader.finish(); !status) return status.error();
  return good;
}

}  // namespace

Status read_goods(const Document& document, VillageContent& into) {
  auto list = list_in(document, "goods", kGoodsMax);
  if (!list) return list.error();
  const auto jobs = ids_of(into.jobs);
  bool eaten = false;
  for (const Value& value : (*list)->list) {
    auto good = read_good(document, value, into, jobs);
    if (!good) return good.error();
    eaten = eaten || good->eaten;
    into.goods.push_back(std::move(*good));
  }
  if (!eaten) return fault_at(document, **list, "at least one good must have \"eaten\": true");
  return Done{};
}

}  // namespace skald::village
