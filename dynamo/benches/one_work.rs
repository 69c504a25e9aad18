//! One work by one contender, for tools that look at a whole process: `dynamo/benches/instructions` runs it.
//!
//! ```text
//! cargo bench -p dynamo-rs --bench one_work -- --plan          # what there is
//! cargo bench -p dynamo-rs --bench one_work -- Page dynamo 20  # that, 20 times
//! cargo bench -p dynamo-rs --bench one_work                    # everything once
//! ```

mod support;

use std::process::ExitCode;

use support::{contender::Contender, goals, work::Work};

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => {
            for (_, mut job) in Work::ALL.into_iter().flat_map(Work::jobs) {
                job.time(1);
            }
        }
        ["--plan"] => plan(),
        [work, contender, times] => {
            let work = Work::ALL.into_iter().find(|each| format!("{each:?}") == work);
            let contender = Contender::ALL.into_iter().find(|each| each.name() == contender);
            let job = work.zip(contender).and_then(|(work, contender)| work.job(contender));
            let (Some(mut job), Ok(times)) = (job, times.parse()) else {
                eprintln!("no such work, contender or number: {arguments:?}; `--plan` lists them");
                return ExitCode::FAILURE;
            };
            job.time(times);
        }
        _ => {
            eprintln!("expected --plan, or WORK CONTENDER TIMES, not {arguments:?}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// For each work: its name, how often to do it so that it is counted in seconds, its contenders, and the goals.
fn plan() {
    for work in Work::ALL {
        let times = if work.items() >= 10 { 200 / work.items().min(100) } else { 50 };
        let contenders: Vec<&str> = work.jobs().iter().map(|(contender, _)| contender.name()).collect();
        let goal = |&contender: &Contender| {
            let goal = goals::instructions(work, contender)?;
            Some(format!("{}={:.2}/{:.2}", contender.name(), goal.of_raw, goal.of_serde_dynamo))
        };
        let goals: Vec<String> = Contender::ALL.iter().filter_map(goal).collect();
        println!("{work:?};{};{times};{};{}", work.name(), contenders.join(" "), goals.join(" "));
    }
}
