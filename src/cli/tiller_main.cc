// The program `tiller`: the command line (docs/command-line.md).
#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/json/json.h"
#include "base/log.h"
#include "cli/amd_command.h"
#include "cli/crypt_command.h"
#include "cli/exit_code.h"
#include "cli/guard_commands.h"
#include "cli/lab/bench_command.h"
#include "cli/lab/demo_command.h"
#include "cli/manage/manage.h"
#include "cli/manage/typed_words.h"
#include "cli/remote.h"
#include "cli/robot_commands.h"
#include "cli/robot_say.h"
#include "cli/simulate_command.h"
#include "cli/speech_command.h"
#include "cli/stop_limit.h"
#include "cli/typed_secrets.h"
#include "doctor/doctor.h"
#include "doctor/doctor_checks.h"
#include "installation/backup.h"
#include "installation/restore.h"
#include "installation/server_note.h"
#include "serve/server.h"
#include "serve/settings.h"

namespace tiller::cli {
namespace {

constexpr Millis kStopMargin{60'000};  // beyond stop_limit, for what a stop still does when calls are over

/// Command line options of the settings table, and what was given for them.
using Given = std::map<std::string, std::string, std::less<>>;

void add_settings(CLI::App& command, Given& given, std::string& file) {
    static constexpr const char* kForms[] = {"TEXT", "ADDR:PORT", "N", "TIME", "on|off", "FIRST-LAST", "WORD"};
    for (auto& setting : serve::settings_table()) {
        std::string option(setting.name);
        std::replace(option.begin(), option.end(), '_', '-');
        std::string help =
            fmt::format("{} Default: {}", setting.sentence, setting.fallback.empty() ? "empty" : setting.fallback);
        auto* added = command.add_option_function<std::string>(
            "--" + option,
            [&given, name = std::string(setting.name)](const std::string& value) { given[name] = value; }, help);
        added->type_name(kForms[static_cast<size_t>(setting.kind)]);
        if (setting.kind == serve::SettingKind::truth) added->expected(0, 1);  // alone it means on
    }
    command.add_option("--settings", file,
                       "A YAML file with these settings, names as here with underscores; the command line wins.");
}

Result<serve::Settings> read_settings(const Given& given, const std::string& file) {
    serve::Settings settings;
    if (!file.empty()) {
        if (auto loaded = settings.load(file); !loaded) return loaded.error();
    }
    for (auto& [name, value] : given) {
        if (auto done = settings.set(name, value.empty() ? "on" : value); !done) return done.error();
    }
    return settings;
}

/// Calls come and go: memory that one leaves is the next one's. Given back to the system at once, as the C library does
/// by default, it must be fetched again page by page.
void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

int serve(const Given& given, const std::string& file, bool hold) {
    auto settings = read_settings(given, file);
    if (!settings) return fail(settings.error());
    log::set_level(log::parse_level(settings->text("log_level")));

    keep_freed_memory();

    // Signals are taken here, by waiting; every thread made from now on inherits the block.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);  // the terminal has gone: no reason to drop calls
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);  // a file at its limit (ulimit -f) is a write that fails, like a full disk

    auto server = serve::Server::start(*settings, hold);
    if (!server) return fail(server.error());
    std::cout << fmt::format("tiller {} serves {} with SIP port {} and data in {}", TILLER_VERSION, (*server)->url(),
                             (*server)->sip_port(), settings->text("data"))
              << std::endl;
    int signal_number = 0;
    sigwait(&signals, &signal_number);
    log::info("stopping: calls in progress may end", {{"limit_ms", settings->duration("stop_limit").count()}});
    const StopLimit last_resort(settings->duration("stop_limit") + kStopMargin, [] {
        log::error("the stop does not end: the process ends without it; what was accepted is on disk");
        _exit(kFailed);
    });
    (*server)->drain(settings->duration("stop_limit"), [&] {
        timespec at_once{};
        return sigtimedwait(&signals, nullptr, &at_once) > 0;  // asked twice
    });
    server->reset();
    return 0;
}

/// What --prune would delete, and whether it may. Asks whoever sits there; a script says --yes.
Result<bool> may_prune(cli::ApplyOptions options, const Clock& clock, Random& random) {
    options.dry_run = true;
    auto report = cli::apply_file(options, clock, random);
    if (!report) return report.error();
    std::string deletions;
    for (auto& change : report->changes) {
        if (change.ends_with(" deleted")) deletions += change + "\n";
    }
    if (deletions.empty()) return true;
    std::cerr << deletions;
    if (!isatty(STDIN_FILENO)) return invalid("--prune would delete what is told above: say --yes to do so");
    std::cerr << "Delete these? [y/N] ";
    std::string answer;
    return std::getline(std::cin, answer) && (answer == "y" || answer == "yes");
}

int apply_setup(const cli::ApplyOptions& options, bool yes, bool as_json) {
    SystemClock clock;
    SystemRandom random;
    if (options.prune && !options.dry_run && !yes) {
        auto may = may_prune(options, clock, random);
        if (!may) return fail(may.error());
        if (!*may) return fail(conflict("nothing was changed"));
    }
    auto report = cli::apply_file(options, clock, random);
    if (!report) return fail(report.error());
    if (as_json) {
        std::cout << setup::to_json(*report) << "\n";
        return kDone;
    }
    for (auto& change : report->changes) std::cout << change << "\n";
    for (auto& warning : report->warnings) std::cerr << "warning: " << warning << "\n";
    return 0;
}

int make_backup(const installation::BackupOptions& options, bool as_json) {
    auto report = installation::back_up(options, SystemClock());
    if (!report) return fail(report.error());
    if (as_json) {
        JsonWriter json;
        json.begin_object();
        json.field("to", options.to);
        json.field("recordings", report->recordings);
        json.field("with_master_key", options.with_master_key);
        json.end_object();
        std::cout << json.take() << "\n";
        return kDone;
    }
    std::cout << fmt::format("{}: the database, checked, and {} recordings\n", options.to, report->recordings);
    std::cout << (options.with_master_key
                      ? "It holds master.key and admin.key, too: who has it can read its passwords and manage what it "
                        "restores to.\n"
                      : fmt::format("It does not start without a copy of {}/master.key: keep one in another place. A "
                                    "restored one makes a new admin.key.\n",
                                    options.data_dir));
    return 0;
}

int restore_backup(const installation::RestoreOptions& options) {
    if (auto done = installation::restore(options, SystemClock()); !done) return fail(done.error());
    std::cout << fmt::format(
        "{0}: restored, and on hold: no call is begun and no webhook sent until it is told to go on.\n"
        "Start it with  tiller serve --data {0}  and, when all is as it should be,  tiller resume --data {0}\n",
        options.data_dir);
    return kDone;
}

/// Where no address is given, that of the server that runs on the folder counts.
void look_where_the_server_is(doctor::DoctorOptions& options, bool http_given, bool sip_given) {
    auto note = installation::read_server_note(options.data_dir);
    if (!note || !doctor::is_in_use(options.data_dir)) return;
    if (!http_given) options.http = note->url.substr(note->url.find("//") + 2);
    if (!sip_given && !note->sip.empty()) options.sip = note->sip;
}

int examine(doctor::DoctorOptions options, bool as_json) {
    options.espeak_helper = serve::espeak_helper_of(serve::Settings());
    options.hearing = serve::hearing_of(serve::Settings());
    auto checks = doctor::examine(options, SystemClock());
    std::cout << (as_json ? doctor::to_json(checks) : doctor::to_text(checks)) << std::flush;
    return doctor::worst(checks) == doctor::Grade::error ? kFailed : 0;
}

int run(int argc, char** argv) {
    CLI::App program{"Tiller telephones people for a business and talks with them.", "tiller"};
    program.set_version_flag("--version", TILLER_VERSION);
    program.require_subcommand(1);
    program.get_formatter()->column_width(36);

    Given given;
    std::string settings_file;
    auto* serve_command = program.add_subcommand("serve", "Run the server: HTTP API, dialer, SIP, webhooks.");
    add_settings(*serve_command, given, settings_file);
    bool hold = false;
    serve_command->add_flag("--hold", hold, "Begin no call and send no webhook until `tiller resume`.");
    serve_command->footer(
        "TIME is a number with ms, s, m, h or d: 30s, 7d. Stop with Ctrl-C or SIGTERM: calls in progress may end.\n"
        "Example: tiller serve --data /var/lib/tiller --http 0.0.0.0:8080 --public-url https://calls.example.com");

    cli::ApplyOptions apply;
    auto* apply_command = program.add_subcommand(
        "apply", "Make an installation what a set-up file says: accounts, keys, lines, robots, strategies, webhooks.");
    apply_command->add_option("file", apply.file, "The set-up file (YAML).")->required();
    apply.data_dir = "data";
    apply_command->add_option("--data", apply.data_dir,
                              "Data folder; its running server is found by itself. Default: data");
    apply_command->add_option("--server", apply.server, "URL of a running server instead.");
    apply_command
        ->add_option("--key", apply.key, "Its admin key (the file admin.key in its data folder); or TILLER_ADMIN_KEY.")
        ->envname("TILLER_ADMIN_KEY");
    apply_command->add_flag("--dry-run", apply.dry_run, "Only tell what would change.");
    apply_command->add_flag("--prune", apply.prune, "Delete what the file lacks; asks before.");
    bool yes = false;
    apply_command->add_flag("--yes", yes, "Do not ask.");
    ManageCommands manage(program);
    auto* robot_command = program.get_subcommand("robot");
    auto robot_say = add_robot_say(*robot_command);
    std::function<int()> robot;
    add_robot_commands(*robot_command, robot);

    doctor::DoctorOptions doctor;
    auto* doctor_command =
        program.add_subcommand("doctor", "Look for what is wrong: ports, disk, clock, time zones, speech, lines.");
    doctor_command->add_option("--data", doctor.data_dir, "Data folder.");
    auto* doctor_http = doctor_command->add_option(
        "--http", doctor.http, "HTTP address as given to serve. Default: that of the running server, 127.0.0.1:8080");
    auto* doctor_sip = doctor_command->add_option(
        "--sip", doctor.sip, "SIP address as given to serve. Default: that of the running server, 0.0.0.0:5060");
    doctor_command->add_option("--sip-tls-folder", doctor.tls_folder, "As given to serve; for lines over TLS.");
    doctor_command->add_option("--line", doctor.line, "Only this line.");
    installation::BackupOptions backup;
    auto* backup_command = program.add_subcommand("backup", "Copy database and recordings, while the server runs.");
    backup_command->add_option("--data", backup.data_dir, "Data folder.");
    backup_command->add_option("TO", backup.to, "Folder to make.")->required();
    backup_command->add_flag("--with-master-key", backup.with_master_key,
                             "Copy master.key, too: who finds the backup can then read its passwords and keys.");

    installation::RestoreOptions restore;
    auto* restore_command =
        program.add_subcommand("restore", "Make a data folder out of a backup; it waits until `tiller resume`.");
    restore_command->add_option("BACKUP", restore.backup, "Folder that `tiller backup` made.")->required();
    restore_command->add_option("--data", restore.data_dir, "Data folder to make. Default: data");
    restore_command->add_option("--master-key", restore.master_key,
                                "File: the master.key of that time, unless it is in the backup.");

    bool as_json = false;
    for (auto* command : {doctor_command, apply_command, backup_command}) {
        command->add_flag("--json", as_json, "Tell it as JSON.");
    }

    std::function<int()> guard;
    add_guard_commands(program, guard);
    auto simulate = add_simulate(program);
    auto crypt = add_crypt(program);
    auto speech = add_speech(program);
    auto demo = add_demo(program);
    auto bench = add_bench(program);
    auto amd = add_amd(program);
    std::vector<std::string> helped;
    auto* help_command = program.add_subcommand("help", "What a command does and takes: tiller help line add");
    help_command->add_option("command", helped, "Its words.");

    try {
        program.parse(argc, argv);
        std::string warning = warning_of_typed_secrets({argv + 1, argv + argc});
        if (!warning.empty()) std::cerr << "tiller: " << warning << '\n';
    } catch (const CLI::Success& asked_for_help) {
        return program.exit(asked_for_help);
    } catch (const CLI::ParseError& e) {
        std::string wrong = wrong_word(program, {argv + 1, argv + argc});
        if (wrong.empty()) {
            program.exit(e);
        } else {
            std::cerr << wrong << "\n";
        }
        return kWrongUse;
    }
    if (*help_command) {
        auto text = help_on(program, helped);
        if (!text) {
            std::cerr << text.error().message << "\n";
            return kWrongUse;
        }
        std::cout << *text;
        return kDone;
    }
    if (program.got_subcommand("simulate")) return simulate();
    if (*serve_command) return serve(given, settings_file, hold);
    log::set_level(log::Level::error);
    if (guard) return guard();
    if (robot) return robot();
    if (program.got_subcommand("demo")) return demo();
    if (program.got_subcommand("bench")) return bench();
    if (program.got_subcommand("amd")) return amd();
    if (*backup_command) return make_backup(backup, as_json);
    if (*restore_command) return restore_backup(restore);
    if (robot_command->got_subcommand("say")) {
        auto done = robot_say();
        return done ? kDone : fail(done.error());
    }
    if (program.got_subcommand("crypt")) {
        auto done = crypt();
        return done ? 0 : fail(done.error());
    }
    if (program.got_subcommand("speech")) {
        auto done = speech();
        return done ? 0 : fail(done.error());
    }
    if (manage.chosen()) {
        auto done = manage.run();
        return done ? 0 : fail(done.error());
    }
    if (*apply_command) return apply_setup(apply, yes, as_json);
    look_where_the_server_is(doctor, doctor_http->count() > 0, doctor_sip->count() > 0);
    return examine(doctor, as_json);
}

}  // namespace
}  // namespace tiller::cli

int main(int argc, char** argv) {
    // What a data folder, a backup or an export holds is for the user of the service only, whatever the shell says.
    umask(077);
    try {
        return tiller::cli::run(argc, argv);
    } catch (const std::exception& e) {
        std::cerr << "tiller: " << e.what() << "\n";
        return 1;
    }
}
