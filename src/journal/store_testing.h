#pragma once
// For tests: a store on a disk in memory whose power can be cut, and a clock that is turned.
#include <gtest/gtest.h>

#include "base/log.h"
#include "store/sqlite/memory_disk.h"
#include "store/store.h"
#include "store/store_testing.h"

namespace tiller::journal {

class StoreFixture : public ::testing::Test {
  protected:
    StoreFixture() : StoreFixture("journal") {}
    explicit StoreFixture(std::string disk) : disk_(std::move(disk)) {
        log::set_level(log::Level::off);
        if (!open()) throw std::runtime_error("the store does not open");
    }

    /// False if the disk refuses.
    bool open() {
        auto opened = store::Store::open({.dir = "data", .own_thread = false, .readers = 2, .vfs = disk_.vfs()});
        if (opened) store_ = std::move(*opened);
        return opened.ok();
    }
    /// Rows of a table.
    int64_t count(std::string_view table) {
        return store_->read([&](store::Db& db) { return store::count_rows(db, table); });
    }
    std::vector<std::string> texts(std::string_view table, std::string_view column) {
        return store_->read([&](store::Db& db) { return store::texts_of(db, table, column); });
    }

    store::MemoryDisk disk_;
    ManualClock clock_;
    SeededRandom random_{5};
    std::unique_ptr<store::Store> store_;
};

}  // namespace tiller::journal
