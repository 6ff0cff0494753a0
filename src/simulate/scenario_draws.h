#pragma once
// Draws that scenario.cc and scenario_more.cc share.
#include "simulate/scenario.h"

namespace tiller::simulate {

campaign::Round draw_round(Dice& dice, int day, int32_t start, int32_t end, bool first);
/// 1 to 4 rounds; windows of minutes to hours, some of them in the night when local clocks change, some up to midnight.
campaign::Strategy draw_strategy(Dice& dice);
campaign::LineConfig draw_line(Dice& dice);
ReceiverDraw draw_receiver(Dice& dice, int64_t number);

}  // namespace tiller::simulate
