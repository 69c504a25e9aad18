//! What holds for all numbers, and for all texts.

use proptest::prelude::*;

use super::{
    Model, Number,
    NumberError::{Malformed, NotAnInteger, NotFinite, OutOfRange, TooLarge, TooManyDigits, TooSmall},
    assert_normalized, hash, number,
};

/// Number-like text around every limit; `Model` says what is to be made of it.
fn number_text() -> impl Strategy<Value = String> {
    let sign = prop_oneof![Just(""), Just("-"), Just("+")];
    let digits = prop_oneof!["[0-9]{0,8}", "0{0,40}[0-9]{0,40}0{0,40}", "[09]{0,38}", "[0-9]{36,40}"];
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{0,8}", "\\.0{0,60}[0-9]{0,30}", "\\.[0-9]{36,40}"];
    let power = prop_oneof![
        Just(String::new()),
        (-30_i32..30).prop_map(|power| format!("e{power}")),
        (-200_i32..200).prop_map(|power| format!("E{power:+}")),
        "e[+-]?[0-9]{1,25}",
    ];
    (sign, digits, fraction, power)
        .prop_map(|(sign, digits, fraction, power)| format!("{sign}{digits}{fraction}{power}"))
}

/// Every valid number, with the limits and short coefficients made likely.
fn any_number() -> impl Strategy<Value = Number> {
    let coefficient = prop_oneof![0..10_u128.pow(38), 0..1000_u128, Just(10_u128.pow(38) - 1)];
    let leading = prop_oneof![-130_i32..=125, -3..4, Just(-130), Just(125)];
    (any::<bool>(), coefficient, leading).prop_map(|(negative, coefficient, leading)| {
        let digits = coefficient.to_string();
        let (first, rest) = digits.split_at(1);
        number(&format!("{}{first}.{rest}e{leading}", if negative { "-" } else { "" }))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn display_then_parse_is_identity(value in any_number()) {
        assert_normalized(value);
        let text = value.to_string();
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-'));
        prop_assert!(!text.contains('.') || !text.ends_with(['0', '.']));
        prop_assert_eq!(Number::parse(&text), Ok(value));
        prop_assert_eq!(hash(number(&text)), hash(value));
    }

    #[test]
    fn parse_agrees_with_the_text_model(text in number_text()) {
        let expected = match Model::read(&text) {
            None => Err(Malformed),
            Some(model) => model.verdict().map(|()| model.plain()),
        };
        let parsed = Number::parse(&text);
        if let Ok(value) = parsed {
            assert_normalized(value);
        }
        prop_assert_eq!(parsed.map(|value| value.to_string()), expected);
    }

    #[test]
    fn parse_never_panics(text in any::<String>(), near in "[-+.eE0-9_ xNaIf]{0,60}") {
        let _ = Number::parse(&text);
        prop_assert_eq!(Number::parse(&near) == Err(Malformed), Model::read(&near).is_none());
    }

    #[test]
    fn order_agrees_with_the_text_model(left in any_number(), right in any_number()) {
        let model = |value: Number| Model::read(&value.to_string()).unwrap();
        prop_assert_eq!(left.cmp(&right), model(left).compare(&model(right)));
        prop_assert_eq!(right.cmp(&left), left.cmp(&right).reverse());
        prop_assert_eq!(left == right, left.cmp(&right).is_eq());
        prop_assert_eq!((-left).cmp(&-right), right.cmp(&left));
    }

    #[test]
    fn order_of_near_neighbours(coefficient in 1..10_u128.pow(38) - 1, power in -160_i32..80, negative in any::<bool>()) {
        let near = |coefficient: u128| Number::parse(&format!("{coefficient}e{power}"));
        if let (Ok(lower), Ok(upper)) = (near(coefficient), near(coefficient + 1)) {
            prop_assert!(lower < upper);
            prop_assert_eq!(-upper < -lower, true);
            prop_assert_eq!(if negative { -lower } else { lower } < upper, true);
        }
    }

    #[test]
    fn spelling_does_not_matter(coefficient in 0..10_u128.pow(30), power in -60_i64..60, shift in 0_usize..60) {
        let plain = number(&format!("{coefficient}e{power}"));
        let zeros = "0".repeat(shift);
        let shift = i64::try_from(shift).unwrap();
        for other in [
            format!("{coefficient}{zeros}e{}", power - shift),
            format!("+{zeros}{coefficient}.{zeros}E{power}"),
            format!("0.{zeros}{coefficient:030}e{}", power + 30 + shift),
        ] {
            let other = number(&other);
            prop_assert_eq!((other, hash(other)), (plain, hash(plain)));
        }
    }

    #[test]
    fn i128_round_trips(value in any::<i128>(), shift in 0_u32..38) {
        for value in [value, value / 10_i128.pow(shift), value / 10_i128.pow(shift) * 10_i128.pow(shift)] {
            let significant = value.unsigned_abs().to_string().trim_end_matches('0').len();
            match Number::try_from(value) {
                Ok(made) => {
                    prop_assert!(significant <= 38);
                    assert_normalized(made);
                    prop_assert_eq!(made.to_string(), value.to_string());
                    prop_assert_eq!(made.to_i128(), Some(value));
                    prop_assert_eq!(made.to_u128(), u128::try_from(value).ok());
                    prop_assert_eq!(made.to_i64(), i64::try_from(value).ok());
                    prop_assert_eq!(made.to_u64(), u64::try_from(value).ok());
                    prop_assert_eq!(i16::try_from(made).ok(), i16::try_from(value).ok());
                }
                Err(error) => prop_assert_eq!((error, significant), (TooManyDigits, 39)),
            }
        }
    }

    #[test]
    fn u128_round_trips(value in any::<u128>(), shift in 0_u32..38) {
        for value in [value / 10_u128.pow(shift), value / 10_u128.pow(shift) * 10_u128.pow(shift)] {
            if let Ok(made) = Number::try_from(value) {
                prop_assert_eq!(u128::try_from(made), Ok(value));
                prop_assert_eq!(made.to_i128(), i128::try_from(value).ok());
            }
        }
    }

    #[test]
    fn small_integers_round_trip(signed in any::<i64>(), unsigned in any::<u64>()) {
        prop_assert_eq!(Number::from(signed).to_i64(), Some(signed));
        prop_assert_eq!(Number::from(unsigned).to_u64(), Some(unsigned));
        prop_assert_eq!(Number::from(signed), number(&signed.to_string()));
    }

    #[test]
    fn f64_round_trips(value in any::<f64>(), tame in -1e15_f64..1e15) {
        for value in [value, tame] {
            match Number::try_from(value) {
                Ok(made) => {
                    assert_normalized(made);
                    // Adding zero gives -0.0, which has no counterpart, the sign of zero.
                    prop_assert_eq!(made.to_f64().to_bits(), (value + 0.0).to_bits());
                    prop_assert!(made.digits() <= 17);
                }
                Err(TooLarge) => prop_assert!(value.abs() >= 1e126),
                Err(TooSmall) => prop_assert!(value.abs() < 1e-130),
                Err(error) => prop_assert_eq!((error, value.is_finite()), (NotFinite, false)),
            }
        }
    }

    #[test]
    fn f32_round_trips(value in any::<f32>()) {
        if let Ok(made) = Number::try_from(value) {
            let back = made.to_string().parse::<f32>().unwrap();
            prop_assert_eq!(back.to_bits(), (value + 0.0).to_bits());
        } else {
            prop_assert!(!value.is_finite());
        }
    }

    #[test]
    fn to_f64_agrees_with_the_plain_text(value in any_number()) {
        prop_assert_eq!(value.to_f64().to_bits(), value.to_string().parse::<f64>().unwrap().to_bits());
    }

    #[test]
    fn integer_conversions_are_exact_or_errors(value in any_number()) {
        let text = value.to_string();
        prop_assert_eq!(value.to_i128(), text.parse::<i128>().ok());
        prop_assert_eq!(value.to_u128(), text.parse::<u128>().ok());
        prop_assert_eq!(value.is_integer(), !text.contains('.'));
        let expected = if text.contains('.') { Err(NotAnInteger) } else { text.parse::<i32>().map_err(|_| OutOfRange) };
        prop_assert_eq!(i32::try_from(value), expected);
    }
}
