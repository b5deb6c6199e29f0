//! libFuzzer's entry to [`formwork_fuzz::devalue`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::devalue::run(data));
