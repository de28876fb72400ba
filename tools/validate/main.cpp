// skald-validate: `skald validate` as a small program that links no transport, for CI and for
// anyone who wants to be sure that a replay cannot reach the network.
#include "skald/engine/village.h"
#include "tool/commands.h"

int main(int argc, char** argv) {
  CLI::App app("Re-runs recordings of the village and compares every tick.", "skald-validate");
  int exit = skald::tool::kYes;
  const skald::WorldHostOf<skald::Village> village;
  skald::tool::add_validate_options(app, village, exit);
  return skald::tool::run_app(app, argc, argv, exit);
}
