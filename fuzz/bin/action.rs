//! libFuzzer's entry to [`formwork_fuzz::action`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::action::run(data));
