//! Builds an app: `cargo run -p formwork-compile --example build -- APP OUT [--dev] [--again N]`.
//!
//! Prints the files with their sizes and how long the builds took; `--again` builds N more times with everything warm.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use formwork_compile::{BuildOptions, Builder, Mode};

#[tokio::main]
async fn main() -> ExitCode {
    let mut paths = Vec::new();
    let mut mode = Mode::Production;
    let mut again = 0;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dev" => mode = Mode::Development,
            "--again" => again = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    let [app, out] = paths.as_slice() else {
        eprintln!("usage: build APP OUT [--dev] [--again N]");
        return ExitCode::FAILURE;
    };
    let options = BuildOptions { app: app.clone(), out: out.clone(), mode, version: None };
    let builder = Builder::new();
    for round in 0..=again {
        let started = Instant::now();
        match builder.build(&options, |stage| println!("{:>8.1?} {stage:?}", started.elapsed())).await {
            Ok(built) => {
                println!("{:>8.1?} done", started.elapsed());
                if round == 0 {
                    for warning in &built.warnings {
                        println!("{}", warning.render(false));
                    }
                    for (name, bytes, gzipped) in &built.files {
                        println!("{bytes:>9} {:>8} {name}", gzipped.map_or(String::new(), |n| n.to_string()));
                    }
                }
            }
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
