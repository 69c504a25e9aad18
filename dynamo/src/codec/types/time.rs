//! `time`: dates and times are text of a fixed width, so that text order is time order.

use std::{borrow::Cow, fmt};

use time::{
    Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, error::Parse, format_description::well_known::Rfc3339,
};

use super::text::decode_text;
use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// A date in ten characters. Other years than of four digits have no such text; theirs is only for key components,
/// which cannot fail, and sorts before or after all others, so that `Date::MIN` and `Date::MAX` still bound a range.
struct Day(Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        match year {
            ..0 => write!(f, "-{:06}", year.unsigned_abs()),
            0..=9999 => write!(f, "{year:04}"),
            // With time's feature large-dates.
            _ => write!(f, "Y{year:06}"),
        }?;
        write!(f, "-{:02}-{day:02}", u8::from(month))
    }
}

/// A time of day in 18 characters.
struct Clock(Time);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second, nanosecond) = self.0.as_hms_nano();
        write!(f, "{hour:02}:{minute:02}:{second:02}.{nanosecond:09}")
    }
}

/// A type's text.
trait Written: Sized {
    /// What the text should be, for messages.
    const FORM: &'static str;

    /// The year that the text says; `None` if there is no such year.
    fn year_in_text(&self) -> Option<i32>;

    fn text(&self) -> String;

    fn parse(text: &str) -> Result<Self, Parse>;
}

impl Written for OffsetDateTime {
    const FORM: &'static str = "an RFC 3339 date-time";

    fn year_in_text(&self) -> Option<i32> {
        self.checked_to_offset(UtcOffset::UTC).map(Self::year)
    }

    fn text(&self) -> String {
        if let Some(utc) = self.checked_to_offset(UtcOffset::UTC) {
            return format!("{}T{}Z", Day(utc.date()), Clock(utc.time()));
        }
        // In UTC it is less than a day beyond the years that the type has: for key components only, as for `Day`.
        let nanoseconds = self.unix_timestamp_nanos();
        if nanoseconds < 0 { nanoseconds.to_string() } else { format!("Y{nanoseconds}") }
    }

    fn parse(text: &str) -> Result<Self, Parse> {
        // Time's own serde support writes `2026-01-15 10:30:00.0 +01:00:00`.
        match text.strip_suffix(":00").and_then(|text| text.rsplit_once(' ')) {
            Some((local, offset)) if local.contains(' ') => Self::parse(&format!("{local}{offset}"), &Rfc3339),
            _ => Self::parse(text, &Rfc3339),
        }
    }
}

impl Written for Date {
    const FORM: &'static str = "a date such as 2026-01-15";

    fn year_in_text(&self) -> Option<i32> {
        Some(self.year())
    }

    fn text(&self) -> String {
        Day(*self).to_string()
    }

    fn parse(text: &str) -> Result<Self, Parse> {
        OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).map(OffsetDateTime::date)
    }
}

impl Written for PrimitiveDateTime {
    const FORM: &'static str = "a date and time such as 2026-01-15T10:30:00";

    fn year_in_text(&self) -> Option<i32> {
        Some(self.year())
    }

    fn text(&self) -> String {
        format!("{}T{}", Day(self.date()), Clock(self.time()))
    }

    fn parse(text: &str) -> Result<Self, Parse> {
        // The parser would take an offset and drop it; after this one it takes none.
        OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339).map(|utc| Self::new(utc.date(), utc.time()))
    }
}

impl Written for Time {
    const FORM: &'static str = "a time such as 10:30:00";

    fn year_in_text(&self) -> Option<i32> {
        Some(0)
    }

    fn text(&self) -> String {
        Clock(*self).to_string()
    }

    fn parse(text: &str) -> Result<Self, Parse> {
        OffsetDateTime::parse(&format!("1970-01-01T{text}Z"), &Rfc3339).map(OffsetDateTime::time)
    }
}

macro_rules! written {
    ($($written:ident, $stored:literal, $read:literal;)*) => {$(
        #[doc = $stored]
        impl Encode for $written {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                if !self.year_in_text().is_some_and(|year| (0..=9999).contains(&year)) {
                    return Err(EncodeError::new::<Self>("the year is not within 0 to 9999"));
                }
                encoder.string(&self.text())
            }
        }

        #[doc = $read]
        impl<'de> Decode<'de> for $written {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                let text = decode_text::<Self, D>(decoder, kind)?;
                <Self as Written>::parse(&text).map_err(|error| {
                    DecodeError::new::<Self>(format!("the string is not {}", Self::FORM)).with_source(error)
                })
            }
        }

        /// Text whose order is the order of time.
        impl Shaped for $written {
            type Shape = shape::Text;
        }

        /// The text that is stored. A year before 0 or after 9999 cannot be stored, and gives a text that sorts before
        /// or after all that can.
        impl KeyComponent for $written {
            fn component(&self) -> ComponentValue<'_> {
                ComponentValue::Text(Cow::Owned(self.text()))
            }
        }

        /// A set of these is a string set (SS).
        impl SetElement for $written {
            const KIND: Kind = Kind::StringSet;
        }
    )*};
}

written! {
    OffsetDateTime,
        "A string (S) of fixed width in UTC, `2026-01-15T10:30:00.000000000Z`: the instant is kept, the offset is not.",
        "From RFC 3339 with any fraction and any offset, which becomes the value's; also as serde writes it.";
    Date,
        "A string (S), `2026-01-15`.",
        "From a date such as `2026-01-15`.";
    PrimitiveDateTime,
        "A string (S) of fixed width, `2026-01-15T10:30:00.000000000`.",
        "From a date and time without an offset, with any fraction.";
    Time,
        "A string (S) of fixed width, `10:30:00.000000000`.",
        "From a time with any fraction.";
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use aws_sdk_dynamodb::types::AttributeValue;
    use proptest::prelude::*;
    use time::Month;

    use super::*;
    use crate::codec::{DecodeOwned, from_attribute_value, to_attribute_value};

    fn encode<T: Encode>(value: &T) -> Result<String, EncodeError> {
        to_attribute_value(value).map(|value| value.as_s().unwrap().clone())
    }

    fn decode<T: DecodeOwned>(text: &str) -> Result<T, DecodeError> {
        from_attribute_value(AttributeValue::S(text.to_owned()))
    }

    fn component<T: KeyComponent>(value: &T) -> String {
        match value.component() {
            ComponentValue::Text(text) => text.into_owned(),
            other => panic!("not text: {other:?}"),
        }
    }

    fn date(year: i32, month: u8, day: u8) -> Date {
        Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
    }

    fn time(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Time {
        Time::from_hms_nano(hour, minute, second, nanosecond).unwrap()
    }

    fn hours(hours: i8) -> UtcOffset {
        UtcOffset::from_hms(hours, 0, 0).unwrap()
    }

    /// Stored as `text`, and so in a key.
    fn assert_stored<T: KeyComponent + Encode + DecodeOwned + PartialEq + fmt::Debug>(value: &T, text: &str) {
        assert_eq!(encode(value).unwrap(), text);
        assert_eq!(component(value), text);
        assert_eq!(&decode::<T>(text).unwrap(), value);
    }

    #[test]
    fn fixed_width() {
        let utc = |date: Date, time| date.with_time(time).assume_utc();
        assert_stored(&utc(date(2026, 1, 15), time(10, 30, 0, 0)), "2026-01-15T10:30:00.000000000Z");
        assert_stored(&utc(date(0, 1, 1), time(0, 0, 0, 1)), "0000-01-01T00:00:00.000000001Z");
        assert_stored(&utc(date(9999, 12, 31), time(23, 59, 59, 999_999_999)), "9999-12-31T23:59:59.999999999Z");
        assert_stored(&date(2024, 2, 29), "2024-02-29");
        assert_stored(&date(33, 4, 3), "0033-04-03");
        assert_stored(&date(2026, 1, 15).with_time(time(1, 2, 3, 40)), "2026-01-15T01:02:03.000000040");
        assert_stored(&Time::MIDNIGHT, "00:00:00.000000000");
        assert_stored(&time(23, 59, 59, 999_999_999), "23:59:59.999999999");
    }

    #[test]
    fn the_instant_is_kept_and_the_offset_is_not() {
        let local = date(2026, 1, 15).with_time(time(0, 30, 0, 0)).assume_offset(hours(1));
        assert_stored(&local, "2026-01-14T23:30:00.000000000Z");
        assert!(decode::<OffsetDateTime>(&encode(&local).unwrap()).unwrap().offset().is_utc());
    }

    #[test]
    fn other_years_than_of_four_digits_are_an_error() {
        for date in [Date::MIN, date(-1, 12, 31)] {
            let problem = "the year is not within 0 to 9999";
            assert_eq!(encode(&date).unwrap_err().problem(), problem);
            assert_eq!(encode(&date.midnight()).unwrap_err().problem(), problem);
            assert_eq!(encode(&date.midnight().assume_utc()).unwrap_err().problem(), problem);
        }
        // The year counts in UTC.
        let new_year = date(0, 1, 1).midnight();
        assert!(encode(&new_year.assume_offset(hours(1))).is_err());
        assert!(encode(&new_year.assume_offset(hours(-1))).is_ok());
    }

    #[test]
    fn the_extremes_still_bound_a_range() {
        let beyond = PrimitiveDateTime::MAX.assume_offset(hours(-25));
        let before = PrimitiveDateTime::MIN.assume_offset(hours(25));
        for at in [beyond, before] {
            assert!(encode(&at).is_err(), "no overflow");
        }
        let first = date(0, 1, 1).midnight().assume_utc();
        let last = date(9999, 12, 31).with_time(Time::MAX).assume_utc();
        assert!([component(&before), component(&first), component(&last), component(&beyond)].is_sorted());
        assert!(component(&PrimitiveDateTime::MIN.assume_utc()) < component(&first));
        let same = [(2, -25), (1, -24)].map(|(early, offset)| {
            (PrimitiveDateTime::MAX - time::Duration::hours(early)).assume_offset(hours(offset))
        });
        assert_eq!(same[0], same[1]);
        assert_eq!(component(&same[0]), component(&same[1]));
        assert_eq!(component(&date(-1, 12, 31)), "-000001-12-31");
        assert_eq!(component(&date(-1, 12, 31).midnight()), "-000001-12-31T00:00:00.000000000");
    }

    #[test]
    fn any_rfc_3339_is_read() {
        let expected = date(2026, 1, 15).with_time(time(10, 30, 0, 0)).assume_utc();
        for text in [
            "2026-01-15T10:30:00Z",
            "2026-01-15T10:30:00z",
            "2026-01-15t10:30:00Z",
            "2026-01-15 10:30:00Z",
            "2026-01-15T10:30:00.0Z",
            "2026-01-15T10:30:00.000000000000Z",
            "2026-01-15T11:30:00+01:00",
            "2026-01-15 11:30:00+01:00",
            "2026-01-15T10:30:00-00:00",
            "2026-01-14T10:31:00-23:59",
            // As time's serde support writes it.
            "2026-01-15 10:30:00.0 +00:00:00",
            "2026-01-15 09:00:00.0 -01:30:00",
        ] {
            assert_eq!(decode::<OffsetDateTime>(text).unwrap(), expected, "{text}");
        }
        // A leap second is the last moment before it.
        let leap = decode::<OffsetDateTime>("2016-12-31T23:59:60Z").unwrap();
        assert_eq!(encode(&leap).unwrap(), "2016-12-31T23:59:59.999999999Z");
        // The offset takes it beyond the years that the type has.
        assert!(encode(&decode::<OffsetDateTime>("9999-12-31T23:59:59-01:00").unwrap()).is_err());
    }

    #[test]
    fn any_fraction_is_read() {
        let midday = date(2026, 1, 15).with_time(time(12, 0, 0, 500_000_000));
        for text in [
            "2026-01-15T12:00:00.5",
            "2026-01-15 12:00:00.5",
            "2026-01-15T12:00:00.500",
            "2026-01-15T12:00:00.500000000000",
        ] {
            assert_eq!(decode::<PrimitiveDateTime>(text).unwrap(), midday, "{text}");
            assert_eq!(decode::<Time>(&text[11..]).unwrap(), midday.time(), "{text}");
        }
        assert_eq!(decode::<Time>("12:00:00").unwrap(), time(12, 0, 0, 0));
    }

    #[test]
    fn anything_else_is_an_error_that_does_not_repeat_it() {
        fn assert_error<T: DecodeOwned>(text: &str) {
            let error = decode::<T>(text).err().unwrap_or_else(|| panic!("{text}"));
            let source = std::error::Error::source(&error).unwrap().to_string();
            assert!(text.is_empty() || !format!("{error}: {source}").contains(text), "{error}: {source}");
            assert!(error.problem().starts_with("the string is not a"), "{error}");
        }
        for text in ["", "soon", "1768473000", "2026-13-01", "2026-02-30T00:00:00Z", "2026-01-15T25:00:00Z", "::00"] {
            assert_error::<OffsetDateTime>(text);
            assert_error::<Date>(text);
            assert_error::<PrimitiveDateTime>(text);
            assert_error::<Time>(text);
        }
        // No offset is made up, and none is dropped.
        assert_error::<OffsetDateTime>("2026-01-15T10:30:00");
        assert_error::<PrimitiveDateTime>("2026-01-15T10:30:00+01:00");
        assert_error::<PrimitiveDateTime>("2026-01-15T10:30:00Z");
        assert_error::<Date>("2026-01-15T10:30:00Z");
        assert_error::<Time>("10:30:00Z");
        assert_error::<Time>("23:59:60");

        let error = from_attribute_value::<OffsetDateTime>(AttributeValue::N("1768473000".to_owned())).unwrap_err();
        assert_eq!(error.problem(), "expected a string (S), found a number (N)");
    }

    #[test]
    fn a_set_is_of_strings() {
        let set = BTreeSet::from([date(2026, 1, 15), date(1999, 12, 31)]);
        let value = to_attribute_value(&set).unwrap();
        assert_eq!(value, AttributeValue::Ss(vec!["1999-12-31".to_owned(), "2026-01-15".to_owned()]));
        assert_eq!(from_attribute_value::<BTreeSet<Date>>(value.clone()).unwrap(), set);
        assert_eq!(from_attribute_value::<HashSet<Date>>(value).unwrap().len(), 2);
    }

    fn times() -> impl Strategy<Value = Time> {
        let nanosecond = prop_oneof![Just(0), (0..1000_u32).prop_map(|milli| milli * 1_000_000), 0..1_000_000_000_u32];
        (0..24_u8, 0..60_u8, 0..60_u8, nanosecond)
            .prop_map(|(hour, minute, second, nano)| time(hour, minute, second, nano))
    }

    /// Two that are often close to one another.
    fn pairs() -> impl Strategy<Value = [PrimitiveDateTime; 2]> {
        let dates = || {
            let days = date(0, 1, 1).to_julian_day()..=date(9999, 12, 31).to_julian_day();
            days.prop_map(|day| Date::from_julian_day(day).unwrap())
        };
        (dates(), times(), dates(), times(), 0..4).prop_map(|(date, time, other_date, other_time, same)| {
            let other_date = if same > 0 { date } else { other_date };
            let other_time =
                if same > 1 { time.replace_nanosecond(other_time.nanosecond()).unwrap() } else { other_time };
            [date.with_time(time), other_date.with_time(other_time)]
        })
    }

    fn check_pair<T>(a: &T, b: &T, width: usize) -> Result<(), TestCaseError>
    where
        T: KeyComponent + Encode + DecodeOwned + Ord + fmt::Debug,
    {
        let (text, other) = (encode(a).unwrap(), encode(b).unwrap());
        prop_assert_eq!(text.len(), width);
        prop_assert_eq!(text.cmp(&other), a.cmp(b));
        prop_assert_eq!(&component(a), &text);
        prop_assert_eq!(&decode::<T>(&text).unwrap(), a);
        Ok(())
    }

    proptest! {
        #[test]
        fn round_trip_in_order([a, b] in pairs()) {
            check_pair(&a.assume_utc(), &b.assume_utc(), 30)?;
            check_pair(&a, &b, 29)?;
            check_pair(&a.date(), &b.date(), 10)?;
            check_pair(&a.time(), &b.time(), 18)?;
        }

        #[test]
        fn any_offset([a, b] in pairs(), offsets: [i16; 2]) {
            let [a, b] = [(a, offsets[0]), (b, offsets[1])].map(|(at, offset)| {
                at.assume_offset(UtcOffset::from_whole_seconds(i32::from(offset)).unwrap())
            });
            if encode(&a).is_ok() && encode(&b).is_ok() {
                check_pair(&a, &b, 30)?;
            }
        }

        #[test]
        fn other_writers_are_read([at, _] in pairs()) {
            let at = at.assume_utc();
            let text = at.format(&Rfc3339).unwrap();
            prop_assert_eq!(decode::<OffsetDateTime>(&text).unwrap(), at, "{}", text);
        }

        #[test]
        fn no_text_panics(text in "[-+0-9]{0,6}[-0-9]{0,6}[Tt ]?[0-9:.]{0,12}[-+Z0-9: ]{0,6}") {
            let _ = (decode::<OffsetDateTime>(&text).is_ok(), decode::<PrimitiveDateTime>(&text).is_ok());
            let _ = (decode::<Date>(&text).is_ok(), decode::<Time>(&text).is_ok());
        }
    }
}
