#include "voices/providers/custom/custom_pointers.h"

#include "voices/config/config_checks.h"

namespace skald::voices {

Status check_pointers(const CustomMapping& mapping, std::span<const MappedPlace> places) {
  for (const MappedPlace& place : places) {
    const std::string_view fault = fault_in_json_pointer(mapping.*place.pointer);
    if (!fault.empty()) return mapping_fault(place.name, fault);
  }
  return Done{};
}

}  // namespace skald::voices
