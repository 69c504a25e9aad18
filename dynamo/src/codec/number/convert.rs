//! [`Number`] from and to the primitive types.

use super::{MAX_DIGITS, Number, NumberError};

/// The types whose every value is a [`Number`].
macro_rules! from_integers {
    ($($int:ident)*) => {$(
        /// Exact for every value.
        ///
        /// ```
        /// # use dynamo::Number;
        #[doc = concat!("assert_eq!(Number::from(100_", stringify!($int), ").to_string(), \"100\");")]
        /// ```
        impl From<$int> for Number {
            fn from(value: $int) -> Self {
                #[allow(clippy::cast_lossless, reason = "`isize` and `usize` have no `From`")]
                let wide = value as i128;
                Self::from_integer(wide < 0, wide.unsigned_abs())
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// The way back, through the exact conversion wide enough for each type.
macro_rules! to_integers {
    ($exact:ident: $($int:ident)*) => {$(
        /// Exact or an error.
        ///
        /// # Errors
        ///
        /// [`NotAnInteger`](NumberError::NotAnInteger) for a fractional part, and
        /// [`OutOfRange`](NumberError::OutOfRange) for an integer the type cannot hold.
        ///
        /// ```
        /// # use dynamo::Number;
        #[doc = concat!("assert_eq!(", stringify!($int), "::try_from(Number::from(100)), Ok(100));")]
        /// ```
        impl TryFrom<Number> for $int {
            type Error = NumberError;

            fn try_from(number: Number) -> Result<Self, NumberError> {
                if !number.is_integer() {
                    return Err(NumberError::NotAnInteger);
                }
                let wide = number.$exact().ok_or(NumberError::OutOfRange)?;
                Self::try_from(wide).map_err(|_| NumberError::OutOfRange)
            }
        }
    )*};
}

to_integers!(to_i128: i8 i16 i32 i64 i128 isize);
to_integers!(to_u128: u8 u16 u32 u64 u128 usize);

/// Exact or an error.
///
/// # Errors
///
/// [`TooManyDigits`](NumberError::TooManyDigits) for more than 38 significant digits.
///
/// ```
/// # use dynamo::{Number, NumberError};
/// assert_eq!(Number::try_from(-10_i128.pow(38)), Number::parse("-1e38"));
/// assert_eq!(Number::try_from(i128::MIN), Err(NumberError::TooManyDigits));
/// ```
impl TryFrom<i128> for Number {
    type Error = NumberError;

    fn try_from(value: i128) -> Result<Self, NumberError> {
        let magnitude = Self::try_from(value.unsigned_abs())?;
        Ok(if value < 0 { -magnitude } else { magnitude })
    }
}

/// Exact or an error.
///
/// # Errors
///
/// [`TooManyDigits`](NumberError::TooManyDigits) for more than 38 significant digits.
///
/// ```
/// # use dynamo::{Number, NumberError};
/// assert_eq!(Number::try_from(3 * 10_u128.pow(38)), Number::parse("3e38"));
/// assert_eq!(Number::try_from(u128::MAX), Err(NumberError::TooManyDigits));
/// ```
impl TryFrom<u128> for Number {
    type Error = NumberError;

    fn try_from(value: u128) -> Result<Self, NumberError> {
        let number = Self::from_integer(false, value);
        if number.digits() > MAX_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        Ok(number)
    }
}

macro_rules! from_floats {
    ($($float:ident)*) => {$(
        /// Takes the shortest decimal that reads back as the same float. `-0.0` becomes zero.
        ///
        /// # Errors
        ///
        /// [`NotFinite`](NumberError::NotFinite) for NaN and the infinities, and
        /// [`TooLarge`](NumberError::TooLarge) or [`TooSmall`](NumberError::TooSmall) for a
        /// magnitude that DynamoDB cannot hold.
        ///
        /// ```
        /// # use dynamo::Number;
        #[doc = concat!("let tenth = Number::try_from(0.1_", stringify!($float), ");")]
        /// assert_eq!(tenth, Number::parse("0.1"));
        /// ```
        impl TryFrom<$float> for Number {
            type Error = NumberError;

            fn try_from(value: $float) -> Result<Self, NumberError> {
                if !value.is_finite() {
                    return Err(NumberError::NotFinite);
                }
                // The text that is stored of a float, too: of two that are as short and as near, the same.
                Self::parse(zmij::Buffer::new().format_finite(value))
            }
        }
    )*};
}

from_floats!(f32 f64);
