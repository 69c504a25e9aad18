//! The lossless decimal behind DynamoDB's `N` type.

use std::cmp::Ordering;
use std::fmt;
use std::io::Write as _;
use std::ops::Neg;
use std::str::FromStr;

mod convert;
#[cfg(test)]
mod tests;

/// Significant digits DynamoDB keeps.
const MAX_DIGITS: u32 = 38;
/// Power of ten of the leading digit, at most and at least.
const MAX_LEADING: i64 = 125;
const MIN_LEADING: i64 = -130;
/// The longest plain form without its sign is `0.`, 129 zeros and 38 digits.
const MAX_TEXT: usize = 169;

/// A DynamoDB number, kept exactly.
///
/// It holds what DynamoDB's `N` type holds: zero, or a value of either sign with at most 38
/// significant digits and a magnitude from `1E-130` to
/// `9.9999999999999999999999999999999999999E+125`. Equal values are equal however
/// they were written, and the order is the numeric one.
///
/// # Examples
///
/// ```
/// use dynamo::{Number, NumberError};
///
/// let price: Number = "12.50".parse()?;
/// assert_eq!(price.to_string(), "12.5");
/// assert_eq!(price, Number::parse("1.25e1")?);
/// assert!(price > Number::from(12));
///
/// // Nothing is rounded: what DynamoDB would refuse is an error.
/// let long = "1.00000000000000000000000000000000000001";
/// assert_eq!(Number::parse(long), Err(NumberError::TooManyDigits));
/// # Ok::<(), NumberError>(())
/// ```
// Normalized, so that the derived `Eq` and `Hash` are numeric: the coefficient has no trailing
// decimal zero, and zero is `(false, 0, 0)`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    coefficient: u128,
    exponent: i16,
}

/// Why a value is not a [`Number`], or a [`Number`] does not fit an integer type.
///
/// No message repeats the value, which may be private.
///
/// # Examples
///
/// ```
/// use dynamo::{Number, NumberError};
///
/// assert_eq!(Number::parse("1_000"), Err(NumberError::Malformed));
/// assert_eq!(Number::parse("1e126"), Err(NumberError::TooLarge));
/// assert_eq!(Number::parse("1e-131"), Err(NumberError::TooSmall));
/// assert_eq!(Number::try_from(f64::NAN), Err(NumberError::NotFinite));
/// assert_eq!(u8::try_from(Number::from(256)), Err(NumberError::OutOfRange));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberError {
    /// The text is not a decimal number.
    Malformed,
    /// The value has more than 38 significant digits.
    TooManyDigits,
    /// The magnitude is above `9.9999999999999999999999999999999999999E+125`.
    TooLarge,
    /// The magnitude is below `1E-130` and is not zero.
    TooSmall,
    /// The float is NaN or infinite.
    NotFinite,
    /// The number has a fractional part, and an integer was asked for.
    NotAnInteger,
    /// The number is an integer outside the range of the type asked for.
    OutOfRange,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a number: expected decimal digits, as in -12.5 or 1e-7",
            Self::TooManyDigits => "too precise: DynamoDB keeps at most 38 significant digits",
            Self::TooLarge => "too large: the magnitude of a DynamoDB number is below 1E+126",
            Self::TooSmall => "too small: a DynamoDB number other than zero is at least 1E-130 from it",
            Self::NotFinite => "NaN or infinite: a DynamoDB number is finite",
            Self::NotAnInteger => "not an integer: the number has a fractional part",
            Self::OutOfRange => "out of range: not between the least and greatest value of the integer type",
        })
    }
}

impl std::error::Error for NumberError {}

impl Number {
    /// Parses decimal text: an optional sign, digits with an optional fraction, and an optional
    /// exponent. One side of the point may be empty, as in `.5` and `5.`.
    ///
    /// Leading and trailing zeros are not significant digits. The time is linear in the length.
    ///
    /// # Errors
    ///
    /// [`Malformed`](NumberError::Malformed) for any other text, such as spaces, `NaN` or
    /// `1_000`; otherwise [`TooLarge`](NumberError::TooLarge) or
    /// [`TooSmall`](NumberError::TooSmall) for a magnitude DynamoDB cannot hold, and
    /// [`TooManyDigits`](NumberError::TooManyDigits) for more than 38 significant digits.
    ///
    /// # Examples
    ///
    /// ```
    /// use dynamo::{Number, NumberError};
    ///
    /// assert_eq!(Number::parse("-00.0010")?.to_string(), "-0.001");
    /// assert_eq!(Number::parse("+1E3")?, Number::from(1000));
    /// assert_eq!(Number::parse("0e999999999999999999999")?, Number::default());
    /// assert_eq!(Number::parse("NaN"), Err(NumberError::Malformed));
    /// # Ok::<(), NumberError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let (negative, unsigned) = split_sign(text.as_bytes());
        let (mantissa, power) = match unsigned.iter().position(|b| matches!(b, b'e' | b'E')) {
            Some(at) => (&unsigned[..at], parse_power(&unsigned[at + 1..])?),
            None => (unsigned, 0),
        };

        let mut coefficient: u128 = 0;
        let (mut significant, mut zeros, mut places) = (0_i64, 0_i64, 0_i64);
        let (mut any_digit, mut in_fraction) = (false, false);
        for &byte in mantissa {
            if byte == b'.' && !in_fraction {
                in_fraction = true;
                continue;
            }
            if !byte.is_ascii_digit() {
                return Err(NumberError::Malformed);
            }
            any_digit = true;
            places += i64::from(in_fraction);
            if byte != b'0' {
                // Zeros count only once a later digit makes them significant.
                significant += zeros + 1;
                if significant <= i64::from(MAX_DIGITS) {
                    for _ in 0..zeros {
                        coefficient *= 10;
                    }
                    coefficient = coefficient * 10 + u128::from(byte - b'0');
                }
                zeros = 0;
            } else if significant > 0 {
                zeros += 1;
            }
        }
        if !any_digit {
            return Err(NumberError::Malformed);
        }
        if significant == 0 {
            return Ok(Self::default());
        }

        let exponent = power.saturating_add(zeros - places);
        let leading = exponent.saturating_add(significant - 1);
        if leading > MAX_LEADING {
            return Err(NumberError::TooLarge);
        }
        if leading < MIN_LEADING {
            return Err(NumberError::TooSmall);
        }
        if significant > i64::from(MAX_DIGITS) {
            return Err(NumberError::TooManyDigits);
        }
        let exponent =
            i16::try_from(exponent).unwrap_or_else(|_| unreachable!("38 digits led by 1E-130..=1E+125 fit an i16"));
        Ok(Self { negative, coefficient, exponent })
    }

    /// Exact, though an integer of 39 digits has yet to be refused.
    fn from_integer(negative: bool, mut coefficient: u128) -> Self {
        let mut exponent = 0;
        while coefficient != 0 && coefficient.is_multiple_of(10) {
            coefficient /= 10;
            exponent += 1;
        }
        Self { negative, coefficient, exponent }
    }

    /// Whether the number is zero.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert!(Number::from(0).is_zero());
    /// assert!(!Number::from(1).is_zero());
    /// ```
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    /// Whether the number is below zero.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert!(Number::from(-1).is_negative());
    /// assert!(!Number::from(0).is_negative());
    /// ```
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.negative
    }

    /// Whether the number has no fractional part.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert!(Number::parse("1.5e1").is_ok_and(Number::is_integer));
    /// assert!(!Number::parse("1.5").is_ok_and(Number::is_integer));
    /// ```
    #[must_use]
    pub const fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    /// How many significant digits the number has: 0 for zero, at most 38.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::parse("-0.0120").map(Number::digits), Ok(2));
    /// assert_eq!(Number::from(0).digits(), 0);
    /// ```
    #[must_use]
    pub const fn digits(self) -> u32 {
        match self.coefficient.checked_ilog10() {
            Some(log) => log + 1,
            None => 0,
        }
    }

    /// Estimates the bytes DynamoDB stores for the value, without the attribute's name: one for
    /// every two significant digits, rounded up, one more, and one for a negative sign.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::from(0).size_in_bytes(), 1);
    /// assert_eq!(Number::from(123).size_in_bytes(), 3);
    /// assert_eq!(Number::from(-123).size_in_bytes(), 4);
    /// ```
    #[must_use]
    pub const fn size_in_bytes(&self) -> usize {
        self.digits().div_ceil(2) as usize + 1 + self.negative as usize
    }

    /// The number without its sign.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::from(-5).abs(), Number::from(5));
    /// ```
    #[must_use]
    pub const fn abs(self) -> Self {
        Self { negative: false, ..self }
    }

    /// The number with the opposite sign, as the `-` operator gives it. Zero stays zero.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::from(5).negate(), Number::from(-5));
    /// assert_eq!(-Number::from(0), Number::from(0));
    /// ```
    #[must_use]
    pub const fn negate(self) -> Self {
        Self { negative: !self.negative && !self.is_zero(), ..self }
    }

    /// The number as an `i64`, or `None` where that would not be exact.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::parse("-1.5e1").map(Number::to_i64), Ok(Some(-15)));
    /// assert_eq!(Number::parse("1.5").map(Number::to_i64), Ok(None));
    /// ```
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        self.to_i128()?.try_into().ok()
    }

    /// The number as a `u64`, or `None` where that would not be exact.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::from(7).to_u64(), Some(7));
    /// assert_eq!(Number::from(-7).to_u64(), None);
    /// ```
    #[must_use]
    pub fn to_u64(self) -> Option<u64> {
        self.to_u128()?.try_into().ok()
    }

    /// The number as an `i128`, or `None` where that would not be exact.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::parse("-1e3").map(Number::to_i128), Ok(Some(-1000)));
    /// assert_eq!(Number::parse("1e39").map(Number::to_i128), Ok(None));
    /// ```
    #[must_use]
    pub fn to_i128(self) -> Option<i128> {
        let magnitude = self.abs().to_u128()?;
        if self.negative { 0_i128.checked_sub_unsigned(magnitude) } else { magnitude.try_into().ok() }
    }

    /// The number as a `u128`, or `None` where that would not be exact.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::parse("1e3").map(Number::to_u128), Ok(Some(1000)));
    /// assert_eq!(Number::parse("4e38").map(Number::to_u128), Ok(None));
    /// ```
    #[must_use]
    pub fn to_u128(self) -> Option<u128> {
        if self.negative {
            return None;
        }
        let scale = 10_u128.checked_pow(self.exponent.try_into().ok()?)?;
        self.coefficient.checked_mul(scale)
    }

    /// The `f64` nearest to the number, always finite. **Lossy**: a float keeps about 16 digits.
    ///
    /// ```
    /// # use dynamo::Number;
    /// assert_eq!(Number::parse("0.1").map(Number::to_f64), Ok(0.1));
    /// assert_eq!(Number::from(9_007_199_254_740_993_i64).to_f64(), 9_007_199_254_740_992.0);
    /// ```
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // The standard parser rounds correctly, which scaling by a power of ten would not.
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}e{}", self.coefficient, self.exponent)
            .parse()
            .unwrap_or_else(|_| unreachable!("digits, `e` and an integer are always a float"))
    }

    /// Sorts as the magnitude does: the leading digit's power of ten, then the digits, aligned.
    fn magnitude_key(self) -> (i64, u128) {
        let digits = self.digits();
        if digits == 0 {
            return (i64::MIN, 0);
        }
        let leading = i64::from(self.exponent) + i64::from(digits) - 1;
        (leading, self.coefficient * 10_u128.pow(MAX_DIGITS - digits))
    }
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// The exponent after the `e`. It saturates: no text is long enough for its digits to bring an
/// exponent beyond `i64` back into DynamoDB's range.
fn parse_power(text: &[u8]) -> Result<i64, NumberError> {
    let (negative, digits) = split_sign(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::Malformed);
    }
    let magnitude =
        digits.iter().fold(0_i64, |power, digit| power.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Ok(if negative { -magnitude } else { magnitude })
}

/// Parses as [`Number::parse`] does, with the same errors.
impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

/// Writes plain decimal text, never an exponent, as DynamoDB returns it. It parses back to the
/// same number. Width, fill, `+` and `0` apply as for the integers; precision does not round.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buffer = [0; MAX_TEXT];
        let mut unused = buffer.as_mut_slice();
        let scale = usize::from(self.exponent.unsigned_abs());
        let written = if self.is_integer() {
            let width = self.digits() as usize + scale;
            write!(unused, "{:0<width$}", self.coefficient)
        } else {
            let (whole, fraction) = match 10_u128.checked_pow(u32::from(self.exponent.unsigned_abs())) {
                Some(unit) => (self.coefficient / unit, self.coefficient % unit),
                // More places than a `u128` has digits: all of them are in the fraction.
                None => (0, self.coefficient),
            };
            write!(unused, "{whole}.{fraction:0>scale$}")
        };
        written.map_err(|_| fmt::Error)?;
        let used = MAX_TEXT - unused.len();
        let text = str::from_utf8(&buffer[..used]).map_err(|_| fmt::Error)?;
        f.pad_integral(!self.negative, "", text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude_key().cmp(&other.magnitude_key()),
            (true, true) => other.magnitude_key().cmp(&self.magnitude_key()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Neg for Number {
    type Output = Self;

    fn neg(self) -> Self {
        self.negate()
    }
}
