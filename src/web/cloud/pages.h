#pragma once
// The pages of the contract: each adds its routes.
#include "web/cloud/routes.h"

namespace tiller::cloud {

void add_auth(Routes& routes);
void add_plan_create(Routes& routes);
void add_task_create(Routes& routes);
void add_plan_reads(Routes& routes);
void add_task_list(Routes& routes);
void add_task_details(Routes& routes);
void add_recordings(Routes& routes);
void add_recording_files(Routes& routes);
void add_archives(Routes& routes);
void add_call_info(Routes& routes);
void add_robots(Routes& routes);
void add_operations(Routes& routes);
void add_cancels(Routes& routes);
void add_operator_pages(Routes& routes);

}  // namespace tiller::cloud
