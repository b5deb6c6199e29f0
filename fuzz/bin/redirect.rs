//! libFuzzer's entry to [`formwork_fuzz::redirect`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::redirect::run(data));
