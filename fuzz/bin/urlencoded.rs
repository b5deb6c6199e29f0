//! libFuzzer's entry to [`formwork_fuzz::urlencoded`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::urlencoded::run(data));
