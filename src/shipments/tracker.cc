#include "shipments/tracker.h"

#include "base/crypto/crypto.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/stepper.h"
#include "shipments/seventeen_track.h"
#include "shipments/seventeen_track_answer.h"
#include "store/shipments.h"

namespace tiller::shipments {
namespace {

constexpr size_t kMostWaiting = 10'000;
constexpr size_t kLargestAnswer = 16u << 20;  // forty long histories

class TrackerThread final : public Tracker {
  public:
    TrackerThread(store::Store& store, http::Client& client, const Clock& clock, TrackerOptions options)
        : store_(store),
          client_(client),
          clock_(clock),
          options_(std::move(options)),
          track_(std::make_unique<SeventeenTrack>(
              [this](std::string path, std::string body, SeventeenTrack::Answered answered) {
                  post(std::move(path), std::move(body), std::move(answered));
              },
              clock)) {
        thread_.start(clock, [this](Instant now) { return step(now); });
    }

    ~TrackerThread() override {
        notes_->close();
        thread_.stop();
        track_.reset();
        while (auto note = notes_->try_take()) (*note)(false);
    }

    void find(ShipmentQuery query, Tell tell) override {
        if (notes_->closed() || notes_->size() >= kMostWaiting)
            return tell(unavailable("too many shipments are asked for"));
        notes_->post([this, query = std::move(query), tell = std::move(tell)](bool open) {
            open ? look_up(query, tell) : tell(unavailable("the server stops"));
        });
        thread_.wake();
    }

    void hold(bool holds) override { held_ = holds; }

    Result<void> take_push(std::string_view body, std::string_view signature) override {
        if (options_.seventeen_track_key.empty()) return not_found("this installation has no key of 17TRACK");
        if (!equal_in_constant_time(push_signature(body, options_.seventeen_track_key), signature))
            return conflict("sign: the signature is wrong");
        auto push = read_push(body);
        if (!push) return push.error();
        if (push->event != "TRACKING_UPDATED") return {};  // tracking has stopped: what was told last stays true
        auto shipment = read_shipment(push->data);
        if (!shipment) return shipment.error();
        store_.write([&](store::Tx& tx) {
            for (int64_t carrier : {shipment->carrier, int64_t{0}}) {
                bool asked = store::find_tracked(tx, shipment->number, carrier).has_value();
                if (carrier != 0 || asked) keep(tx, shipment->number, carrier, *shipment);
            }
        });
        return {};
    }

  private:
    /// `open`: false when the tracker closes.
    using Note = std::function<void(bool open)>;

    Instant step(Instant now) {
        while (auto note = notes_->try_take()) (*note)(true);
        auto due = track_->step();
        return due ? now + std::max(*due - clock_.steady(), Millis(0)) : Instant::max();
    }

    void look_up(const ShipmentQuery& query, const Tell& tell) {
        std::optional<store::ShipmentRow> own;
        std::optional<store::TrackedRow> tracked;
        try {
            store_.read([&](store::Db& db) {
                own = store::find_shipment(db, query.account, query.number, query.carrier);
                if (!own && has_17track()) tracked = store::find_tracked(db, query.number, query.carrier);
            });
        } catch (const store::StoreError& refused) {
            log::error("the store refused", {{"error", refused.what()}});
            return tell(unavailable("the store is unavailable"));
        }
        if (own) return tell(as_found(own->document));
        if (!has_17track()) return tell(std::optional<Shipment>());
        std::optional<Shipment> known;
        if (tracked) {
            if (auto read = read_shipment(tracked->document)) known = std::move(*read);
        }
        bool is_fresh = known && clock_.now() - tracked->refreshed < good_for(*known);
        if (is_fresh || (known && held_)) return tell(std::move(known));
        if (held_) return tell(unavailable("the installation is on hold: 17TRACK is not asked"));
        track_->ask({query.number, known ? known->carrier : query.carrier, query.param}, known.has_value(),
                    [this, query, tell, known](const Result<std::optional<Shipment>>& answer) {
                        if (!answer && known) return tell(known);  // better old than nothing
                        if (!answer || !*answer) return tell(answer);
                        remember(query, **answer, [tell, answer] { tell(answer); });
                    });
    }

    static Found as_found(const std::string& document) {
        auto shipment = read_shipment(document);
        if (!shipment) return shipment.error();
        return std::optional(std::move(*shipment));
    }

    bool has_17track() const { return !options_.seventeen_track_key.empty(); }

    void keep(store::Tx& tx, const std::string& number, int64_t carrier, const Shipment& shipment) const {
        store::put_tracked(tx, {number, carrier, to_json(shipment), clock_.now()});
    }

    /// Told once it is kept, or could not be: who asks again at once is not asked for again.
    void remember(const ShipmentQuery& query, const Shipment& shipment, std::function<void()> then) {
        store_.write_async([this, query, shipment](store::Tx& tx) { keep(tx, query.number, query.carrier, shipment); },
                           [then = std::move(then)](std::exception_ptr error) {
                               if (error) log::error("a shipment's state could not be kept", {});
                               then();
                           });
    }

    void post(std::string path, std::string body, SeventeenTrack::Answered answered) {
        http::ClientRequest request{
            .url = options_.seventeen_track_url + "/" + path,
            .headers = {{"17token", options_.seventeen_track_key}, {"Content-Type", "application/json"}},
            .body = std::move(body),
            .timeout = SeventeenTrack::kPatience,
            .response_limit = kLargestAnswer,
            .policy = {.allow_private = true}};  // the operator names it, no customer
        client_.send(std::move(request), [notes = notes_, wake = thread_.waker(),
                                          answered = std::move(answered)](http::ClientResponse response) {
            notes->post([answered, response = std::move(response)](bool open) {
                if (open) answered(response);
            });
            wake();
        });
    }

    store::Store& store_;
    http::Client& client_;
    const Clock& clock_;
    const TrackerOptions options_;
    std::atomic<bool> held_{false};
    const std::shared_ptr<Mailbox<Note>> notes_ = std::make_shared<Mailbox<Note>>();  // outlived by requests under way
    Stepper thread_{{.name = "tracker", .longest_nap = std::chrono::minutes(1)}};
    std::unique_ptr<SeventeenTrack> track_;  // of the thread
};

}  // namespace

std::unique_ptr<Tracker> Tracker::open(store::Store& store, http::Client& client, const Clock& clock,
                                       TrackerOptions options) {
    return std::make_unique<TrackerThread>(store, client, clock, std::move(options));
}

}  // namespace tiller::shipments
