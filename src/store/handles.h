#pragma once
// The two handles that the functions of this room take, by name alone: rooms above pass them on and never look inside.

namespace tiller::store {

/// An open database for reading: a function that takes a `Db&` only reads.
class Db;
/// A transaction of the one writer: a function that takes a `Tx&` writes, and what it writes is on disk together or not at all.
class Tx;

}  // namespace tiller::store
