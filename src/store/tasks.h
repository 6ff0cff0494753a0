#pragma once
// Plans, their tasks (one a round), and the numbers of a task.
#include <vector>

#include "model/outcome.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

enum class TaskType : uint8_t { normal, plan, workflow, route };

struct Plan {
    int64_t key = 0, account = 0;
    std::string name;
    std::string strategy;    // name
    std::string definition;  // campaign::to_json(Strategy) as it was when the plan was made
    int64_t line = 0;
    std::string line_name;
    int32_t date = 0;  // days since 1970-01-01
    bool dnc_switch = false;
    Status status = Status::waiting;
    int round = 0;                         // the round that runs or ran last, from 1
    std::optional<Instant> next_round_at;  // when the next round is to open: a timer is set for then
    int64_t total = 0;
    Instant created;
    std::optional<Instant> finished;
};

struct Task {
    int64_t key = 0, account = 0;
    std::string id;  // TaskID
    std::string name;
    TaskType type = TaskType::normal;
    std::optional<int64_t> plan;
    int64_t route = 0;  // of a flex route's leads; 0: none
    std::string plan_name;
    int round = 0;  // of the plan, from 1; 0 without a plan
    Status status = Status::waiting;
    std::string robot;       // id; empty with a group
    std::string robot_name;  // of the robot or the group
    bool robot_is_group = false;
    int64_t robot_version = 0;  // that its calls speak; 0: the one that is published when a call begins
    int64_t line = 0;
    std::string line_name;
    Instant starts, ends;
    int repeat_interval = 0, repeat_num = 0;
    OutcomeSet repeat_on = 0;
    bool dnc_switch = false;
    Instant created;
    std::optional<Instant> finished;
    int64_t total = 0;
    int64_t dialed = 0;  // numbers with at least one attempt
    int64_t done = 0;    // numbers with a final outcome
    Millis talk{0};
};

enum class NumberState : uint8_t {
    waiting,
    dialing,
    done,
    last_call,  // dialing, and cancelled meanwhile: no attempt follows this one
};

/// One number of one task.
struct Number {
    int64_t account = 0, task = 0, row = 0;
    std::string callee;
    std::string fields;  // JSON object of the uploaded row
    NumberState state = NumberState::waiting;
    Instant due;
    int attempts = 0;
    Outcome outcome = Outcome::none;  // of the last attempt, then the final one
    std::string intention;
    std::string call;        // CallID of the last attempt
    std::string trace = {};  // of a lead that a partner pushed; empty otherwise
};

int64_t insert_plan(Tx& tx, const Plan& plan);
void update_plan(Tx& tx, const Plan& plan);
std::optional<Plan> find_plan(Db& db, int64_t account, std::string_view name);
std::optional<Plan> find_plan(Db& db, int64_t key);

/// Keeps a row out of all rounds to come. False if it was out already.
bool exclude_from_plan(Tx& tx, int64_t account, int64_t plan, int64_t row);
bool is_excluded_from_plan(Db& db, int64_t account, int64_t plan, int64_t row);

int64_t insert_task(Tx& tx, const Task& task);
void update_task(Tx& tx, const Task& task);
std::optional<Task> find_task(Db& db, int64_t account, std::string_view id);
std::optional<Task> find_task(Db& db, int64_t key);
bool task_name_exists(Db& db, int64_t account, std::string_view name);
std::vector<Task> tasks_of_plan(Db& db, int64_t account, int64_t plan);
/// The tasks of a route whose window starts then, oldest first.
std::vector<Task> tasks_of_route(Db& db, int64_t account, int64_t route, Instant starts);
/// A list that grew.
void set_task_total(Tx& tx, int64_t task, int64_t total);
/// All tasks that still have a number to dial or a call up, oldest first: stopped ones as long as they settle.
std::vector<Task> open_tasks(Db& db);

struct TaskFilter {
    std::optional<TaskType> type;
    std::optional<Status> status;
    std::optional<std::string> plan_name, task_name;
};
/// Newest first.
std::vector<Task> list_tasks(Db& db, int64_t account, const TaskFilter& filter, int64_t limit, int64_t offset);
int64_t count_tasks(Db& db, int64_t account, const TaskFilter& filter);

/// For people who look for something: newest first, older than the key `before`.
struct TaskSearch {
    TaskFilter filter;
    std::string text;  // part of a name or an id, whatever the case of ASCII letters; empty: all
    std::optional<int64_t> before;
};
std::vector<Task> search_tasks(Db& db, int64_t account, const TaskSearch& search, int64_t limit);
struct PlanSearch {
    std::optional<Status> status;
    std::string text;
    std::optional<int64_t> before;
};
std::vector<Plan> search_plans(Db& db, int64_t account, const PlanSearch& search, int64_t limit);

enum class CountKind : uint8_t { outcome, intention };
void add_count(Tx& tx, int64_t account, int64_t task, CountKind kind, std::string_view word, int64_t by);
std::vector<std::pair<std::string, int64_t>> counts(Db& db, int64_t account, int64_t task, CountKind kind);

void insert_number(Tx& tx, const Number& number);
void update_number(Tx& tx, const Number& number, std::optional<Instant> ended);
std::optional<Number> find_number(Db& db, int64_t account, int64_t task, int64_t row);
std::optional<Number> find_number(Db& db, int64_t account, int64_t task, std::string_view callee);
/// Waiting numbers whose time has come, the longest waiting first.
std::vector<Number> due_numbers(Db& db, int64_t account, int64_t task, Instant now, int64_t limit);
/// When the next waiting number of a task falls due.
std::optional<Instant> next_number_due(Db& db, int64_t account, int64_t task);
std::vector<Number> waiting_numbers(Db& db, int64_t account, int64_t task, int64_t limit);
/// In upload order, from row `from` on.
std::vector<Number> list_numbers(Db& db, int64_t account, int64_t task, int64_t from, int64_t limit);

}  // namespace tiller::store
