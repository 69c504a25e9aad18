mod properties;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::{Number, NumberError};
use NumberError::{Malformed, NotAnInteger, NotFinite, OutOfRange, TooLarge, TooManyDigits, TooSmall};

const NINES: &str = "99999999999999999999999999999999999999";

fn number(text: &str) -> Number {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn hash(number: Number) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(number)
}

/// The invariant behind the derived `Eq` and `Hash`.
fn assert_normalized(number: Number) {
    let Number { negative, coefficient, exponent } = number;
    if coefficient == 0 {
        assert_eq!((negative, exponent), (false, 0));
    } else {
        assert!(coefficient < 10_u128.pow(38) && !coefficient.is_multiple_of(10));
        let leading = i64::from(exponent) + i64::from(number.digits()) - 1;
        assert!((-130..=125).contains(&leading));
    }
}

// What the implementation does with integers, this model does with text alone.

/// A value as sign, significant digits and the power of ten of the first of them.
#[derive(Clone, Debug, PartialEq)]
struct Model {
    negative: bool,
    digits: String,
    leading: i128,
}

impl Model {
    /// `None` when the text is not a number. Exponents in the tests fit an `i128`.
    fn read(text: &str) -> Option<Self> {
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, power) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let power_digits = power.strip_prefix(['+', '-']).unwrap_or(power);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if power_digits.is_empty() || whole.len() + fraction.len() == 0 {
            return None;
        }
        if ![power_digits, whole, fraction].into_iter().all(all_digits) {
            return None;
        }
        let digits = format!("{whole}{fraction}");
        let lead = digits.trim_start_matches('0');
        if lead.is_empty() {
            return Some(Self { negative: false, digits: String::new(), leading: 0 });
        }
        let skipped = i128::try_from(digits.len() - lead.len()).unwrap();
        let whole = i128::try_from(whole.len()).unwrap();
        Some(Self {
            negative: text.starts_with('-'),
            digits: lead.trim_end_matches('0').to_owned(),
            leading: power.parse::<i128>().unwrap() + whole - 1 - skipped,
        })
    }

    fn verdict(&self) -> Result<(), NumberError> {
        match self {
            Self { digits, .. } if digits.is_empty() => Ok(()),
            Self { leading: 126.., .. } => Err(TooLarge),
            Self { leading: ..-130, .. } => Err(TooSmall),
            Self { digits, .. } if digits.len() > 38 => Err(TooManyDigits),
            _ => Ok(()),
        }
    }

    /// Fixed-width plain digits, from 10^125 to 10^-167: text order is magnitude order.
    fn magnitude(&self) -> String {
        let before = usize::try_from(125 - self.leading).unwrap();
        format!("{:0<293}", format!("{}{}", "0".repeat(before), self.digits))
    }

    fn plain(&self) -> String {
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        let magnitude = self.magnitude();
        let whole = magnitude[..126].trim_start_matches('0');
        let fraction = magnitude[126..].trim_end_matches('0');
        let sign = if self.negative { "-" } else { "" };
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    fn compare(&self, other: &Self) -> Ordering {
        let (left, right) = (self.magnitude(), other.magnitude());
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => left.cmp(&right),
            (true, true) => right.cmp(&left),
        }
    }
}

#[test]
fn displays_plain_normalized_text() {
    let long = format!("0.{}{NINES}", "0".repeat(129));
    let huge = format!("{NINES}{}", "0".repeat(88));
    let table = [
        ("0", "0"),
        ("-0", "0"),
        ("+0", "0"),
        ("-0.000e-5", "0"),
        ("0e99999999999999999999999999999999999999", "0"),
        ("0e-99999999999999999999999999999999999999", "0"),
        ("000", "0"),
        ("1", "1"),
        ("+1", "1"),
        ("-1", "-1"),
        ("100", "100"),
        ("1.0", "1"),
        ("1.00", "1"),
        ("1e0", "1"),
        ("1e+0", "1"),
        ("1e-0", "1"),
        ("10e-1", "1"),
        ("0.1e1", "1"),
        ("0001", "1"),
        ("1e000000000000000000000000000000", "1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-.5", "-0.5"),
        ("-5.e1", "-50"),
        (".5E+1", "5"),
        ("-0.001", "-0.001"),
        ("0.0010", "0.001"),
        ("1e-3", "0.001"),
        ("12.50", "12.5"),
        ("1.5e1", "15"),
        ("1005.0050", "1005.005"),
        ("10.01", "10.01"),
        ("123456789e-9", "0.123456789"),
        ("123456789e-8", "1.23456789"),
        ("3.1415926535897932384626433832795028841", "3.1415926535897932384626433832795028841"),
        ("9.9999999999999999999999999999999999999E+125", huge.as_str()),
        ("9.9999999999999999999999999999999999999E-130", long.as_str()),
        ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
        ("1e-39", "0.000000000000000000000000000000000000001"),
    ];
    for (text, plain) in table {
        let parsed = number(text);
        assert_normalized(parsed);
        assert_eq!(parsed.to_string(), plain, "{text}");
        assert_eq!(number(plain), parsed, "{text}");
        assert_eq!(format!("{parsed:?}"), format!("Number({plain})"));
    }
    assert_eq!(number("1e125").to_string(), format!("1{}", "0".repeat(125)));
    assert_eq!(number("-1e-130").to_string(), format!("-0.{}1", "0".repeat(129)));
}

#[test]
fn formats_with_width_as_an_integer_does() {
    assert_eq!(format!("{:>6}|{:<6}|{:^6}", number("1.5"), number("-2"), number("0")), "   1.5|-2    |  0   ");
    assert_eq!(format!("{:+}|{:06}|{:.1}", number("1.5"), number("-1.25"), number("1.25")), "+1.5|-01.25|1.25");
}

#[test]
fn refuses_malformed_text() {
    let short = [
        "", " ", "+", "-", ".", "+.", "-.", "e", "E5", ".e1", "1e", "1e+", "1e-", "1E", "e1", "-e1", "1e1e1", "1e1.5",
        "1e.", "1.2.3", "..", "1..2", "--1", "++1", "+-1", "-+1", "1-", "1+1", "1e--1", "1e+-1", " 1", "1 ", "1 000",
        "\t1", "1\n", "1\0", "NaN", "nan", "-NaN", "Infinity", "inf", "1_000", "1,000", "1,5", "0x10", "0x", "1f",
        "1d", "1L", "#1", "$1", "1%", "½", "\u{661}", "\u{ff11}", "null", "\"1\"", "0e", "0e+", "1e400x", "x",
    ];
    // A byte order mark, a digit and a minus sign beyond ASCII.
    let long = ["-Infinity", "\u{feff}1", "1e\u{661}", "\u{2212}1"];
    for text in short.into_iter().chain(long) {
        assert_eq!(Number::parse(text), Err(Malformed), "{text:?}");
        assert_eq!(Model::read(text), None, "{text:?}");
    }
}

#[test]
fn refuses_what_is_out_of_range() {
    let table = [
        ("1e126", TooLarge),
        ("-1e126", TooLarge),
        ("10e125", TooLarge),
        ("0.1e127", TooLarge),
        ("1e9223372036854775807", TooLarge),
        ("1e9223372036854775808", TooLarge),
        ("0.001e99999999999999999999999999999999999999999", TooLarge),
        ("-1e99999999999999999999999999999999999999999", TooLarge),
        ("1e-131", TooSmall),
        ("-1e-131", TooSmall),
        ("9.9e-131", TooSmall),
        ("0.1e-130", TooSmall),
        ("1e-9223372036854775808", TooSmall),
        ("1000e-99999999999999999999999999999999999999999", TooSmall),
        ("0.5e-9223372036854775807", TooSmall),
        ("1.00000000000000000000000000000000000001", TooManyDigits),
        ("100000000000000000000000000000000000001", TooManyDigits),
        ("-999999999999999999999999999999999999999", TooManyDigits),
        ("9.99999999999999999999999999999999999999e125", TooManyDigits),
        ("1.00000000000000000000000000000000000001e-130", TooManyDigits),
        ("340282366920938463463374607431768211455999", TooManyDigits),
        // The range is checked first, as it is the harder limit.
        ("1.00000000000000000000000000000000000001e126", TooLarge),
        ("1.00000000000000000000000000000000000001e-131", TooSmall),
    ];
    for (text, error) in table {
        assert_eq!(Number::parse(text), Err(error), "{text}");
    }
    for text in ["10e124", "0.1e126", "0.01e-128", "10e-131", "1.5e-130", "0.000001e131"] {
        assert_normalized(number(text));
    }
}

#[test]
fn long_texts_are_linear_and_exact() {
    let zeros = "0".repeat(1_000_000);
    assert_eq!(number(&format!("{zeros}12.5{zeros}")), number("12.5"));
    assert_eq!(number(&format!("0.{zeros}1e1000001")), number("1"));
    assert_eq!(number(&format!("1{zeros}e-1000000")), number("1"));
    assert_eq!(number(&format!("1e{zeros}5")), number("1e5"));
    assert_eq!(number(&format!("-{zeros}.{zeros}")), Number::default());
    assert_eq!(Number::parse(&format!("1{zeros}")), Err(TooLarge));
    assert_eq!(Number::parse(&format!("0.{zeros}1")), Err(TooSmall));
    assert_eq!(Number::parse(&format!("1.{zeros}1")), Err(TooManyDigits));
    assert_eq!(Number::parse(&format!("1e{}", "9".repeat(1_000_000))), Err(TooLarge));
    assert_eq!(Number::parse(&"9".repeat(1_000_000)), Err(TooLarge));
    assert_eq!(Number::parse(&format!("{zeros}x")), Err(Malformed));
    assert_eq!(Number::parse(&format!("{zeros}e")), Err(Malformed));
}

#[test]
fn equal_values_are_one_value() {
    let same = ["1.0", "1.00", "1", "1e0", "10e-1", "+01", "0.1e1"].map(number);
    for pair in same.windows(2) {
        assert_eq!(pair[0], pair[1]);
        assert_eq!(pair[0].cmp(&pair[1]), Ordering::Equal);
        assert_eq!(hash(pair[0]), hash(pair[1]));
    }
    assert_eq!(hash(number("-0.0")), hash(Number::default()));
    assert_eq!(Number::default(), Number::from(0));
}

#[test]
fn order_is_numeric() {
    let ascending = [
        "-9.9999999999999999999999999999999999999E+125",
        "-9.9999999999999999999999999999999999998E+125",
        "-1e125",
        "-10",
        "-9.5",
        "-9",
        "-1.0000000000000000000000000000000000001",
        "-1",
        "-0.9",
        "-1.1e-130",
        "-1e-130",
        "0",
        "1e-130",
        "1.0000000000000000000000000000000000001e-130",
        "1e-129",
        "0.1",
        "0.10000000000000000000000000000000000001",
        "0.2",
        "1",
        "1.5",
        "2",
        "9",
        "10",
        "99999999999999999999999999999999999999",
        "1e38",
        "100000000000000000000000000000000000010",
        "9e124",
        "1e125",
        "9.9999999999999999999999999999999999999E+125",
    ]
    .map(number);
    for (i, left) in ascending.iter().enumerate() {
        for (j, right) in ascending.iter().enumerate() {
            assert_eq!(left.cmp(right), i.cmp(&j), "{left} and {right}");
            assert_eq!(left.partial_cmp(right), Some(i.cmp(&j)));
        }
    }
    let sorted: Vec<_> = ascending.iter().rev().copied().collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!(sorted, ascending);
}

#[test]
fn integers_come_in_and_go_out() {
    macro_rules! edges {
        ($($int:ident)*) => {$(
            for value in [$int::MIN, $int::MIN + 1, 0, 1, 10, 100, $int::MAX - 1, $int::MAX] {
                let made = Number::from(value);
                assert_normalized(made);
                assert_eq!(made.to_string(), value.to_string());
                assert_eq!($int::try_from(made), Ok(value));
            }
            let (below, above) = (i128::try_from($int::MIN).unwrap() - 1, i128::try_from($int::MAX).unwrap() + 1);
            for outside in [below, above] {
                assert_eq!($int::try_from(Number::try_from(outside).unwrap()), Err(OutOfRange));
            }
            assert_eq!($int::try_from(number("0.5")), Err(NotAnInteger));
            assert_eq!($int::try_from(number("-1e-130")), Err(NotAnInteger));
            assert_eq!($int::try_from(number("1e125")), Err(OutOfRange));
            assert_eq!($int::try_from(number("-1e125")), Err(OutOfRange));
        )*};
    }
    edges!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

    assert_eq!(number("9223372036854775807").to_i64(), Some(i64::MAX));
    assert_eq!(number("-9223372036854775808").to_i64(), Some(i64::MIN));
    assert_eq!(number("9223372036854775808").to_i64(), None);
    assert_eq!(number("-9223372036854775809").to_i64(), None);
    assert_eq!(number("18446744073709551615").to_u64(), Some(u64::MAX));
    assert_eq!(number("18446744073709551616").to_u64(), None);
    assert_eq!(number("-1").to_u64(), None);
    assert_eq!(number("1.5").to_u64(), None);
    assert_eq!(number("1.5").to_i64(), None);
}

#[test]
fn wide_integers_keep_38_digits() {
    let nines = NINES.parse::<u128>().unwrap();
    for value in [0, 1, 10, nines - 1, nines, nines + 1, 3 * 10_u128.pow(38), 34 * 10_u128.pow(37)] {
        let made = Number::try_from(value).unwrap();
        assert_normalized(made);
        assert_eq!(made.to_string(), value.to_string());
        assert_eq!((made.to_u128(), u128::try_from(made)), (Some(value), Ok(value)));
    }
    let limit = i128::try_from(nines).unwrap();
    for value in [0, -1, -10, limit, -limit, -limit - 1, 17 * 10_i128.pow(37), -17 * 10_i128.pow(37)] {
        let made = Number::try_from(value).unwrap();
        assert_normalized(made);
        assert_eq!(made.to_string(), value.to_string());
        assert_eq!((made.to_i128(), i128::try_from(made)), (Some(value), Ok(value)));
    }
    assert_eq!(Number::try_from(nines + 2), Err(TooManyDigits));
    assert_eq!(Number::try_from(u128::MAX), Err(TooManyDigits));
    assert_eq!(Number::try_from(i128::MAX), Err(TooManyDigits));
    assert_eq!(Number::try_from(i128::MIN), Err(TooManyDigits));
    for (text, signed, unsigned) in [
        // i128 ends near ±1.70E+38 and u128 near 3.40E+38.
        ("1.7e38", Ok(17 * 10_i128.pow(37)), Ok(17 * 10_u128.pow(37))),
        ("1.8e38", Err(OutOfRange), Ok(18 * 10_u128.pow(37))),
        ("-1.7e38", Ok(-17 * 10_i128.pow(37)), Err(OutOfRange)),
        ("-1.8e38", Err(OutOfRange), Err(OutOfRange)),
        ("-3.5e38", Err(OutOfRange), Err(OutOfRange)),
        ("3.5e38", Err(OutOfRange), Err(OutOfRange)),
        ("1e39", Err(OutOfRange), Err(OutOfRange)),
        ("-0.1", Err(NotAnInteger), Err(NotAnInteger)),
    ] {
        assert_eq!(i128::try_from(number(text)), signed, "{text}");
        assert_eq!(u128::try_from(number(text)), unsigned, "{text}");
        assert_eq!((number(text).to_i128(), number(text).to_u128()), (signed.ok(), unsigned.ok()));
    }
}

#[test]
fn floats_take_their_shortest_form() {
    for (value, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-1.5, "-1.5"),
        (1e23, "1e23"),
        (0.1 + 0.2, "0.30000000000000004"),
        (9_007_199_254_740_993.0, "9007199254740992"),
        (9.999_999_999_999_99e125, "9.99999999999999e125"),
        (1e-130, "1e-130"),
    ] {
        assert_eq!(Number::try_from(value), Ok(number(text)));
    }
    for value in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Number::try_from(value), Err(NotFinite));
    }
    for value in [1e126, -1e126, f64::MAX, f64::MIN] {
        assert_eq!(Number::try_from(value), Err(TooLarge));
    }
    for value in [9.9e-131, f64::MIN_POSITIVE, 5e-324, -5e-324] {
        assert_eq!(Number::try_from(value), Err(TooSmall));
    }
    assert_eq!(Number::try_from(0.1_f32), Ok(number("0.1")));
    assert_eq!(Number::try_from(-0.0_f32), Ok(Number::default()));
    assert_eq!(Number::try_from(16_777_217_f32), Ok(number("16777216")));
    assert_eq!(Number::try_from(f32::MAX), Ok(number("3.4028235e38")));
    assert_eq!(Number::try_from(f32::from_bits(1)), Ok(number("1e-45")));
    assert_eq!(Number::try_from(f32::NAN), Err(NotFinite));
    assert_eq!(Number::try_from(f32::NEG_INFINITY), Err(NotFinite));
}

#[test]
fn to_f64_is_the_nearest() {
    for (text, value) in [
        ("0", 0.0_f64),
        ("0.1", 0.1),
        ("-2.5", -2.5),
        // Halfway between two floats: to the even one; just above: up.
        ("9007199254740993", 9_007_199_254_740_992.0),
        ("9007199254740993.0000000000000000000001", 9_007_199_254_740_994.0),
        ("9007199254740995", 9_007_199_254_740_996.0),
        ("9.9999999999999999999999999999999999999E+125", 1e126),
        ("-1e-130", -1e-130),
    ] {
        assert_eq!(number(text).to_f64().to_bits(), value.to_bits(), "{text}");
    }
}

#[test]
fn predicates_sign_and_size() {
    for (text, integer, digits, size) in [
        ("0", true, 0, 1),
        ("7", true, 1, 2),
        ("-7", true, 1, 3),
        ("12", true, 2, 2),
        ("123", true, 3, 3),
        ("-123", true, 3, 4),
        ("1e125", true, 1, 2),
        ("0.01", false, 1, 2),
        ("-1.5", false, 2, 3),
        ("100.01", false, 5, 4),
        (NINES, true, 38, 20),
        ("-0.99999999999999999999999999999999999999", false, 38, 21),
    ] {
        let it = number(text);
        assert_eq!((it.is_integer(), it.digits(), it.size_in_bytes()), (integer, digits, size), "{text}");
        assert_eq!((it.is_zero(), it.is_negative()), (text == "0", text.starts_with('-')));
        assert_eq!(it.abs().to_string(), it.to_string().trim_start_matches('-'));
        assert_eq!((-it, -(-it), it.negate()), (it.negate(), it, -it));
        assert_eq!((-it).is_negative(), !it.is_negative() && !it.is_zero());
        assert_normalized(-it);
    }
}

#[test]
fn messages_say_the_limit() {
    for (error, part) in [
        (Malformed, "decimal digits"),
        (TooManyDigits, "at most 38"),
        (TooLarge, "below 1E+126"),
        (TooSmall, "1E-130"),
        (NotFinite, "is finite"),
        (NotAnInteger, "fractional part"),
        (OutOfRange, "greatest value of the integer type"),
    ] {
        let shown: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
        let message = shown.to_string();
        assert!(message.contains(part), "{message}");
    }
}
