#pragma once
// What the resources webhooks and deliveries share.
#include <optional>
#include <string>
#include <string_view>

#include "store/endpoints.h"
#include "web/management/resource.h"

namespace tiller::management {

/// By its id or its URL, and only of the ctx's account. Throws Refusal: 404.
store::Endpoint need_webhook(store::Db& db, const RequestContext& ctx, const std::string& id);

/// Without its secrets.
std::string to_document(const store::Endpoint& endpoint);

std::string_view to_word(store::EventKind kind);
/// Of a parameter or field that may be empty, which means any. Throws Refusal: 400 for another word.
std::optional<store::EventKind> read_event_kind(std::string_view word);
/// The keys of a TaskID and a PlanName of the ctx's account; 0 for an empty one. Throw Refusal: 400 for an unknown
/// one.
int64_t read_task(store::Db& db, const RequestContext& ctx, const std::string& id);
int64_t read_plan(store::Db& db, const RequestContext& ctx, const std::string& name);

/// A fresh secret of the form that Standard Webhooks wants: whsec_ and base64 of 32 bytes.
std::string make_webhook_secret(Random& random);

/// rotate, test, health, replay.
std::vector<Action> webhook_actions();

}  // namespace tiller::management
