#pragma once
#include "calls/phone.h"

namespace tiller::dialer {

/// Whether a line refuses us so that it is to be held (campaign/line_hold.h).
///
/// Thread rule: the dialer's thread only.
/// Invariants:
///   1. A refused password (401 or 407 after our answer to the challenge) is enough: carriers lock who tries on.
///   2. Of 403 and 503, which may be meant for one callee, kInARow in a row are needed, with no call between that the
///      line took.
class Refusals {
  public:
    static constexpr int kInARow = 5;

    /// True if the line is to be held now.
    bool count(const calls::LineAnswer& answer) {
        if (answer.kind == calls::LineAnswer::Kind::passed) in_a_row_ = 0;
        if (answer.kind != calls::LineAnswer::Kind::refused || answer.code == 0) return false;
        return answer.code == 401 || answer.code == 407 || ++in_a_row_ >= kInARow;
    }
    void forget() { in_a_row_ = 0; }

  private:
    int in_a_row_ = 0;
};

}  // namespace tiller::dialer
