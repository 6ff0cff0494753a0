#pragma once
// The people of the demo: what each was told to do, and how each was treated.
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/lab/webhook_receiver.h"

namespace tiller::cli {

struct DemoPerson {
    std::string number, name;
    std::string expected, intention;  // the outcome and the letter that it must end with
};

/// A number's record in one round (docs/contract/voice.md, "Call record").
struct DemoRecord {
    std::string task, outcome, intention;
    std::vector<std::string> labels;
    int64_t attempts = 0;
    double talk_seconds = 0;
};

struct DemoResult {
    std::map<std::string, std::vector<DemoRecord>> records;      // by number, round after round
    std::map<std::string, std::vector<std::string>> recordings;  // links, by number
    std::map<std::string, WebhookReceiver::Arrived> webhooks;    // by kind
};

/// Those of examples/people.csv that a row tells the end of, in its order.
std::vector<DemoPerson> demo_people();

/// The body of POST /v2/plan with the rows of examples/plan.csv. `date`: YYYY-MM-DD.
std::string demo_plan(const std::string& name, const std::string& date);

/// Adds the records of one round, as GET /detail tells them.
Result<void> add_records(const std::string& detail, DemoResult& result);

bool is_as_expected(const DemoPerson& person, const DemoResult& result);
/// One `call` event for each number and task, one `task` for each task, one `plan`.
std::map<std::string, size_t> expected_webhooks(const DemoResult& result);
/// How many people and kinds of webhooks did not end as they must.
int count_wrong(const DemoResult& result);

/// For people: a table of people, links to recordings, counts of webhooks.
std::string to_text(const DemoResult& result);
/// {"good","people":[{"number","name","expected","outcome","intention","good","recordings":[]}],"webhooks":{"call":{…}}}
std::string to_json(const DemoResult& result);

}  // namespace tiller::cli
