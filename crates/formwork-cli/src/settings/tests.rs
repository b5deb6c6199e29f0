//! Flags and variables to settings, as tables.

use std::time::Duration;

use clap::Parser;

use super::*;
use crate::args::{Arguments, Command};

fn environment(variables: &[(&str, &str)]) -> Environment {
    let process = variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Environment { process, files: BTreeMap::new() }
}

fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Config, SettingError> {
    let words = ["formwork", "start"].iter().chain(arguments);
    match Arguments::try_parse_from(words).unwrap().command {
        Command::Start(flags) => for_start(&flags, &environment(variables)),
        other => panic!("{other:?}"),
    }
}

fn dev(arguments: &[&str]) -> Result<DevSettings, SettingError> {
    let words = ["formwork", "dev"].iter().chain(arguments);
    match Arguments::try_parse_from(words).unwrap().command {
        Command::Dev(flags) => for_dev(&flags),
        other => panic!("{other:?}"),
    }
}

#[test]
fn defaults_of_start() {
    // F-198, S-116
    let config = start(&[], &[]).unwrap();
    assert_eq!((config.host.as_str(), config.port), ("0.0.0.0", 3000));
    assert_eq!(config.max_body, Some(512 * 1024));
    assert_eq!(config.shutdown_timeout, Duration::from_secs(30));
    assert_eq!(config.xff_depth, 1);
    assert_eq!(config.origin, None);
    assert!(!config.dev);
}

#[test]
fn a_flag_wins_over_a_variable() {
    let config = start(&["--port", "4000"], &[("PORT", "nonsense")]).unwrap();
    assert_eq!(config.port, 4000);
}

#[test]
fn a_variable_wins_over_the_file_and_an_empty_one_is_not_set() {
    let mut environment = environment(&[("PORT", "4000"), ("HOST", "")]);
    environment.files = [("PORT", "5000"), ("TOKEN", "x")].map(|(a, b)| (a.into(), b.into())).into();
    assert_eq!(environment.get("PORT"), Some("4000"));
    assert_eq!(environment.get("HOST"), None);
    assert_eq!(environment.added(), [("TOKEN", "x")].into());
}

#[test]
fn sizes() {
    // S-116
    for (text, expected) in [
        ("0", Some(Some(0))),
        ("524288", Some(Some(524_288))),
        ("512K", Some(Some(524_288))),
        ("10M", Some(Some(10 << 20))),
        ("2g", Some(Some(2 << 30))),
        ("Infinity", Some(None)),
        ("infinity", None),
        ("-1", None),
        ("1.5M", None),
        ("1MB", None),
        ("K", None),
        ("99999999999G", None),
        ("５K", None),
    ] {
        let found = start(&[], &[("BODY_SIZE_LIMIT", text)]).ok().map(|config| config.max_body);
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn origins() {
    // S-112: as a browser writes it
    for (text, expected) in [
        ("https://example.com", Some("https://example.com")),
        ("HTTPS://Example.COM:443/", Some("https://example.com")),
        ("http://localhost:5173", Some("http://localhost:5173")),
        ("https://bücher.example", Some("https://xn--bcher-kva.example")),
        ("example.com", None),
        ("localhost:3000", None),
        ("ftp://example.com", None),
        ("https://example.com/shop", None),
        ("https://user@example.com", None),
        ("null", None),
    ] {
        let found = start(&[], &[("ORIGIN", text)]).ok().and_then(|config| config.origin);
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }
}

#[test]
fn times_are_seconds() {
    for (text, expected) in [
        ("0", Some(Duration::ZERO)),
        ("30", Some(Duration::from_secs(30))),
        ("0.5", Some(Duration::from_millis(500))),
        ("30s", None),
        ("-1", None),
        ("inf", None),
        ("1e3", None),
        ("99999999999", None),
    ] {
        let found = start(&[], &[("SHUTDOWN_TIMEOUT", text)]).ok().map(|config| config.shutdown_timeout);
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn wrong_values_are_reported_under_the_name_they_were_given() {
    for (variable, value) in [
        ("HOST", "a b"),
        ("HOST", "localhost:3000"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("ORIGIN", "example.com"),
        ("PROTOCOL_HEADER", "x forwarded"),
        ("HOST_HEADER", "x:y"),
        ("PORT_HEADER", "ä"),
        ("ADDRESS_HEADER", "a\nb"),
        ("XFF_DEPTH", "0"),
        ("XFF_DEPTH", "one"),
        ("BODY_SIZE_LIMIT", "lots"),
        ("SHUTDOWN_TIMEOUT", "soon"),
        ("KEEP_ALIVE_TIMEOUT", "soon"),
        ("HEADERS_TIMEOUT", "soon"),
    ] {
        let error = start(&[], &[(variable, value)]).unwrap_err();
        assert_eq!(error.name, variable);
        let flag = flag_name(variable);
        let error = start(&[&format!("{flag}={value}")], &[]).unwrap_err();
        assert_eq!(error.name, flag);
    }
}

#[test]
fn hosts() {
    for (text, expected) in
        [("::", Some("::")), ("[::1]", Some("::1")), ("127.0.0.1", Some("127.0.0.1")), ("[x]", None)]
    {
        let found = start(&[], &[("HOST", text)]).ok().map(|config| config.host);
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }
}

#[test]
fn dev_listens_on_this_machine_unless_told() {
    assert_eq!(dev(&[]), Ok(DevSettings { host: None, port: None }));
    assert_eq!(dev(&["--host"]).unwrap().host.as_deref(), Some("0.0.0.0"));
    assert_eq!(dev(&["--host", "::1", "-p", "8080"]).unwrap().port, Some(8080));
}

/// F-198, F-204.
#[test]
fn sockets_and_instances() {
    let config = start(&[], &[("SOCKET_PATH", "app.sock"), ("SOCKET_MODE", "0660")]).unwrap();
    assert_eq!((config.socket_path, config.socket_mode), (Some("app.sock".into()), Some(0o660)));
    assert_eq!(start(&[], &[]).unwrap().instances.get(), 1);
    assert_eq!(start(&["--instances", "3"], &[]).unwrap().instances.get(), 3);
    assert!(start(&["--instances", "auto"], &[]).is_ok());
    for wrong in ["0", "-1", "many", "257"] {
        assert!(start(&[], &[("INSTANCES", wrong)]).is_err(), "{wrong}");
    }
    let activated = ("LISTEN_FDS", "1");
    let idle = |text| start(&[], &[activated, ("IDLE_TIMEOUT", text)]).unwrap().idle_timeout;
    assert_eq!(idle("60"), Some(Duration::from_secs(60)));
    assert_eq!(idle("0"), None);
    assert!(start(&[], &[("IDLE_TIMEOUT", "60")]).is_err());
    assert_eq!(start(&[], &[("IDLE_TIMEOUT", "0")]).unwrap().idle_timeout, None);
}
