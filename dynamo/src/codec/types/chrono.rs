//! `chrono`: dates and times are text of a fixed width, so that text order is time order.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, ParseResult, Timelike, Utc};

use super::text::decode_text;
use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

const SECOND: u32 = 1_000_000_000;

/// A date in ten characters. Years beyond four digits have no such text; theirs is only for key components, which
/// cannot fail, and sorts before or after all others, so that `MIN_UTC` and `MAX_UTC` still bound a range.
struct Day(NaiveDate);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        match year {
            ..0 => write!(f, "-{:06}", year.unsigned_abs()),
            0..=9999 => write!(f, "{year:04}"),
            _ => write!(f, "Y{year:06}"),
        }?;
        write!(f, "-{month:02}-{day:02}")
    }
}

/// A time of day in 18 characters, where a leap second is second 60 of its minute.
struct Clock(NaiveTime);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = (self.0.hour(), self.0.minute());
        let (second, nanosecond) = match (self.0.second(), self.0.nanosecond()) {
            (59, nanosecond @ SECOND..) => (60, nanosecond - SECOND),
            // A leap second after any other second keeps its ten digits, to differ from the second that follows.
            plain => plain,
        };
        write!(f, "{hour:02}:{minute:02}:{second:02}.{nanosecond:09}")
    }
}

fn check_year(value: &impl Datelike) -> Result<(), &'static str> {
    if (0..=9999).contains(&value.year()) { Ok(()) } else { Err("the year is not within 0 to 9999") }
}

fn check_second(value: &impl Timelike) -> Result<(), &'static str> {
    if value.nanosecond() < SECOND || value.second() == 59 {
        Ok(())
    } else {
        Err("the leap second is not the last of its minute")
    }
}

/// A type's text.
trait Written: Sized {
    /// What the text should be, for messages.
    const FORM: &'static str;

    /// Why the value cannot be stored, if it cannot.
    fn check(&self) -> Result<(), &'static str>;

    fn text(&self) -> String;

    fn parse(text: &str) -> ParseResult<Self>;
}

impl Written for DateTime<Utc> {
    const FORM: &'static str = "an RFC 3339 date-time";

    fn check(&self) -> Result<(), &'static str> {
        self.naive_utc().check()
    }

    fn text(&self) -> String {
        format!("{}T{}Z", Day(self.date_naive()), Clock(self.time()))
    }

    fn parse(text: &str) -> ParseResult<Self> {
        DateTime::parse_from_rfc3339(text).map(|local| local.to_utc())
    }
}

impl Written for DateTime<FixedOffset> {
    const FORM: &'static str = "an RFC 3339 date-time";

    fn check(&self) -> Result<(), &'static str> {
        check_year(self)?;
        check_second(self)?;
        if self.offset().local_minus_utc() % 60 == 0 { Ok(()) } else { Err("the offset is not of whole minutes") }
    }

    fn text(&self) -> String {
        let local = self.naive_local();
        format!("{}T{}{}", Day(local.date()), Clock(local.time()), self.offset())
    }

    fn parse(text: &str) -> ParseResult<Self> {
        DateTime::parse_from_rfc3339(text)
    }
}

impl Written for NaiveDate {
    const FORM: &'static str = "a date such as 2026-01-15";

    fn check(&self) -> Result<(), &'static str> {
        check_year(self)
    }

    fn text(&self) -> String {
        Day(*self).to_string()
    }

    fn parse(text: &str) -> ParseResult<Self> {
        text.parse()
    }
}

impl Written for NaiveDateTime {
    const FORM: &'static str = "a date and time such as 2026-01-15T10:30:00";

    fn check(&self) -> Result<(), &'static str> {
        check_year(self)?;
        check_second(self)
    }

    fn text(&self) -> String {
        format!("{}T{}", Day(self.date()), Clock(self.time()))
    }

    fn parse(text: &str) -> ParseResult<Self> {
        text.parse()
    }
}

impl Written for NaiveTime {
    const FORM: &'static str = "a time such as 10:30:00";

    fn check(&self) -> Result<(), &'static str> {
        check_second(self)
    }

    fn text(&self) -> String {
        Clock(*self).to_string()
    }

    fn parse(text: &str) -> ParseResult<Self> {
        text.parse()
    }
}

macro_rules! written {
    ($($written:ty, $shape:ident, $stored:literal, $read:literal;)*) => {$(
        #[doc = $stored]
        impl Encode for $written {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                self.check().map_err(EncodeError::new::<Self>)?;
                encoder.string(&self.text())
            }
        }

        #[doc = $read]
        impl<'de> Decode<'de> for $written {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                // Chrono's error has fixed messages only; it is no `Error` without chrono's own features, so no source.
                Self::parse(&decode_text::<Self, D>(decoder, kind)?)
                    .map_err(|error| DecodeError::new::<Self>(format!("the string is not {}: {error}", Self::FORM)))
            }
        }

        /// Text.
        impl Shaped for $written {
            type Shape = shape::$shape;
        }

        /// A set of these is a string set (SS).
        impl SetElement for $written {
            const KIND: Kind = Kind::StringSet;
        }
    )*};
}

written! {
    DateTime<Utc>, Text,
        "A string (S) of fixed width in UTC, `2026-01-15T10:30:00.000000000Z`, so that text order is time order.",
        "From RFC 3339 with any fraction and any offset.";
    DateTime<FixedOffset>, Label,
        "A string (S) that keeps the offset, `2026-01-15T10:30:00.000000000+01:00`; its order is not time's.",
        "From RFC 3339 with any fraction.";
    NaiveDate, Text,
        "A string (S), `2026-01-15`.",
        "From a date such as `2026-01-15`.";
    NaiveDateTime, Text,
        "A string (S) of fixed width, `2026-01-15T10:30:00.000000000`.",
        "From a date and time without an offset, with any fraction.";
    NaiveTime, Text,
        "A string (S) of fixed width, `10:30:00.000000000`.",
        "From a time with any fraction.";
}

macro_rules! components {
    ($($written:ty),*) => {$(
        /// The text that is stored. A value that cannot be stored gives a text that no stored value has: a year before
        /// 0 or after 9999 one that sorts before or after them all.
        impl KeyComponent for $written {
            fn component(&self) -> ComponentValue<'_> {
                ComponentValue::Text(Cow::Owned(self.text()))
            }
        }
    )*};
}

components!(DateTime<Utc>, NaiveDate, NaiveDateTime, NaiveTime);

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use aws_sdk_dynamodb::types::AttributeValue;
    use proptest::prelude::*;

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

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn time(hour: u32, minute: u32, second: u32, nanosecond: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, second).unwrap().with_nanosecond(nanosecond).unwrap()
    }

    fn east(seconds: i32) -> FixedOffset {
        FixedOffset::east_opt(seconds).unwrap()
    }

    /// Stored as `text`, and so in a key.
    fn assert_stored<T: KeyComponent + Encode + DecodeOwned + PartialEq + fmt::Debug>(value: &T, text: &str) {
        assert_eq!(encode(value).unwrap(), text);
        assert_eq!(component(value), text);
        assert_eq!(&decode::<T>(text).unwrap(), value);
    }

    #[test]
    fn fixed_width() {
        let utc = |date: NaiveDate, time| date.and_time(time).and_utc();
        assert_stored(&utc(date(2026, 1, 15), time(10, 30, 0, 0)), "2026-01-15T10:30:00.000000000Z");
        assert_stored(&utc(date(0, 1, 1), time(0, 0, 0, 1)), "0000-01-01T00:00:00.000000001Z");
        assert_stored(&utc(date(9999, 12, 31), time(23, 59, 59, 999_999_999)), "9999-12-31T23:59:59.999999999Z");
        assert_stored(&date(2024, 2, 29), "2024-02-29");
        assert_stored(&date(33, 4, 3), "0033-04-03");
        assert_stored(&date(2026, 1, 15).and_time(time(1, 2, 3, 40)), "2026-01-15T01:02:03.000000040");
        assert_stored(&NaiveTime::MIN, "00:00:00.000000000");
        assert_stored(&time(23, 59, 59, 999_999_999), "23:59:59.999999999");
    }

    #[test]
    fn a_leap_second_is_second_60() {
        let leap = time(23, 59, 59, 1_500_000_000);
        assert_stored(&leap, "23:59:60.500000000");
        assert_stored(&date(2016, 12, 31).and_time(leap), "2016-12-31T23:59:60.500000000");
        assert_stored(&date(2016, 12, 31).and_time(leap).and_utc(), "2016-12-31T23:59:60.500000000Z");
        let berlin = date(2016, 12, 31).and_time(leap).and_utc().with_timezone(&east(3600));
        assert_eq!(encode(&berlin).unwrap(), "2017-01-01T00:59:60.500000000+01:00");
        assert_eq!(decode::<DateTime<FixedOffset>>("2017-01-01T00:59:60.500000000+01:00").unwrap(), berlin);

        // In the middle of a minute it has no text, and its key is no other time's.
        let odd = time(12, 30, 30, 1_500_000_000);
        let error = encode(&odd).unwrap_err();
        assert_eq!(error.to_string(), "cannot encode `NaiveTime`: the leap second is not the last of its minute");
        assert!(encode(&date(2026, 1, 15).and_time(odd)).is_err());
        assert!(encode(&date(2026, 1, 15).and_time(odd).and_utc()).is_err());
        assert_ne!(component(&odd), component(&time(12, 30, 31, 500_000_000)));
        assert!(
            decode::<NaiveTime>(&component(&odd)).is_err() || decode::<NaiveTime>(&component(&odd)).unwrap() != odd
        );
    }

    #[test]
    fn years_beyond_four_digits_are_an_error() {
        for date in [NaiveDate::MIN, date(-1, 12, 31), date(10_000, 1, 1), NaiveDate::MAX] {
            let problem = "the year is not within 0 to 9999";
            assert_eq!(encode(&date).unwrap_err().problem(), problem);
            assert_eq!(encode(&date.and_time(NaiveTime::MIN)).unwrap_err().problem(), problem);
            assert_eq!(encode(&date.and_time(NaiveTime::MIN).and_utc()).unwrap_err().problem(), problem);
        }
        for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for offset in [-86_399, -3600, 0, 3600, 86_399] {
                assert!(encode(&moment.with_timezone(&east(offset))).is_err(), "no overflow");
            }
        }
    }

    #[test]
    fn the_extremes_still_bound_a_range() {
        let mut texts =
            [DateTime::<Utc>::MIN_UTC, DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC].map(|at| component(&at));
        assert!(texts.is_sorted());
        assert_eq!(texts[0], "-262143-01-01T00:00:00.000000000Z");
        texts[2].truncate(11);
        assert_eq!(texts[2], "Y262142-12-");
        assert!([component(&NaiveDate::MIN), component(&date(0, 1, 1)), component(&date(9999, 12, 31))].is_sorted());
        assert!(component(&date(9999, 12, 31)) < component(&date(10_000, 1, 1)));
    }

    #[test]
    fn any_rfc_3339_is_read() {
        let expected = date(2026, 1, 15).and_time(time(10, 30, 0, 0)).and_utc();
        for text in [
            "2026-01-15T10:30:00Z",
            "2026-01-15T10:30:00z",
            "2026-01-15t10:30:00Z",
            "2026-01-15 10:30:00Z",
            "2026-01-15T10:30:00.0Z",
            "2026-01-15T10:30:00.000000000000Z",
            "2026-01-15T11:30:00+01:00",
            "2026-01-15T10:30:00-00:00",
            "2026-01-14T10:31:00-23:59",
        ] {
            assert_eq!(decode::<DateTime<Utc>>(text).unwrap(), expected, "{text}");
            assert_eq!(decode::<DateTime<FixedOffset>>(text).unwrap(), expected, "{text}");
        }
        // The offset takes it beyond the years that can be stored, not beyond those that can be read.
        assert_eq!(decode::<DateTime<Utc>>("9999-12-31T23:59:59-01:00").unwrap().year(), 10_000);
        assert_eq!(decode::<DateTime<Utc>>("0000-01-01T00:00:00+01:00").unwrap().year(), -1);
    }

    #[test]
    fn any_fraction_is_read() {
        let midday = date(2026, 1, 15).and_time(time(12, 0, 0, 500_000_000));
        for text in ["2026-01-15T12:00:00.5", "2026-01-15T12:00:00.500", "2026-01-15T12:00:00.500000000000"] {
            assert_eq!(decode::<NaiveDateTime>(text).unwrap(), midday, "{text}");
            assert_eq!(decode::<NaiveTime>(&text[11..]).unwrap(), midday.time(), "{text}");
        }
        assert_eq!(decode::<NaiveTime>("12:00:00").unwrap(), time(12, 0, 0, 0));
    }

    #[test]
    fn anything_else_is_an_error_that_does_not_repeat_it() {
        fn assert_error<T: DecodeOwned>(text: &str) {
            let error = decode::<T>(text).err().unwrap_or_else(|| panic!("{text}"));
            assert!(text.is_empty() || !error.to_string().contains(text), "{error}");
            assert!(error.problem().starts_with("the string is not a"), "{error}");
        }
        for text in ["", "soon", "1768473000", "2026-13-01", "2026-02-30T00:00:00Z", "2026-01-15T25:00:00Z"] {
            assert_error::<DateTime<Utc>>(text);
            assert_error::<DateTime<FixedOffset>>(text);
            assert_error::<NaiveDate>(text);
            assert_error::<NaiveDateTime>(text);
            assert_error::<NaiveTime>(text);
        }
        // No offset is made up, and none is dropped.
        assert_error::<DateTime<Utc>>("2026-01-15T10:30:00");
        assert_error::<NaiveDateTime>("2026-01-15T10:30:00+01:00");
        assert_error::<NaiveDateTime>("2026-01-15T10:30:00Z");
        assert_error::<NaiveDate>("2026-01-15T10:30:00Z");
        assert_error::<NaiveTime>("10:30:00Z");

        let error = from_attribute_value::<DateTime<Utc>>(AttributeValue::N("1768473000".to_owned())).unwrap_err();
        assert_eq!(error.problem(), "expected a string (S), found a number (N)");
    }

    #[test]
    fn an_offset_of_seconds_is_an_error() {
        let local = DateTime::UNIX_EPOCH.with_timezone(&east(3_208));
        assert_eq!(encode(&local).unwrap_err().problem(), "the offset is not of whole minutes");
    }

    #[test]
    fn a_set_is_of_strings() {
        let set = BTreeSet::from([date(2026, 1, 15), date(1999, 12, 31)]);
        let value = to_attribute_value(&set).unwrap();
        assert_eq!(value, AttributeValue::Ss(vec!["1999-12-31".to_owned(), "2026-01-15".to_owned()]));
        assert_eq!(from_attribute_value::<BTreeSet<NaiveDate>>(value.clone()).unwrap(), set);
        assert_eq!(from_attribute_value::<HashSet<NaiveDate>>(value).unwrap().len(), 2);
    }

    fn dates() -> impl Strategy<Value = NaiveDate> {
        let (first, last) = (date(0, 1, 1).num_days_from_ce(), date(9999, 12, 31).num_days_from_ce());
        (first..=last).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap())
    }

    fn times() -> impl Strategy<Value = NaiveTime> {
        let nanosecond = prop_oneof![Just(0), (0..1000_u32).prop_map(|milli| milli * 1_000_000), 0..SECOND];
        (0..86_400_u32, nanosecond, any::<bool>()).prop_map(|(second, nanosecond, leap)| {
            let nanosecond = if leap && second % 60 == 59 { nanosecond + SECOND } else { nanosecond };
            NaiveTime::from_num_seconds_from_midnight_opt(second, nanosecond).unwrap()
        })
    }

    /// Two that are often close to one another.
    fn pairs() -> impl Strategy<Value = [NaiveDateTime; 2]> {
        (dates(), times(), dates(), times(), 0..4).prop_map(|(date, time, other_date, other_time, same)| {
            let other_date = if same > 0 { date } else { other_date };
            let other_time =
                if same > 1 { time.with_nanosecond(other_time.nanosecond() % SECOND).unwrap() } else { other_time };
            [date.and_time(time), other_date.and_time(other_time)]
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
            check_pair(&a.and_utc(), &b.and_utc(), 30)?;
            check_pair(&a, &b, 29)?;
            check_pair(&a.date(), &b.date(), 10)?;
            check_pair(&a.time(), &b.time(), 18)?;
        }

        #[test]
        fn other_writers_are_read([at, _] in pairs()) {
            let at = at.and_utc();
            let text = at.to_rfc3339();
            prop_assert_eq!(decode::<DateTime<Utc>>(&text).unwrap(), at, "{}", text);
        }

        #[test]
        fn the_offset_is_kept([local, _] in pairs(), minutes in -1439..=1439_i32) {
            if let Some(local) = local.and_local_timezone(east(minutes * 60)).single() {
                let text = encode(&local).unwrap();
                let back = decode::<DateTime<FixedOffset>>(&text).unwrap();
                prop_assert_eq!((back, *back.offset()), (local, *local.offset()));
            }
        }

        #[test]
        fn no_value_panics(seconds: i64, nanosecond in 0..2 * SECOND, offset in -86_399..=86_399_i32) {
            if let Some(at) = DateTime::from_timestamp(seconds % 9_000_000_000_000, nanosecond) {
                let _ = (encode(&at), encode(&at.with_timezone(&east(offset))), component(&at));
            }
        }

        #[test]
        fn no_text_panics(text in "[-+0-9]{0,6}[-0-9]{0,6}[Tt ]?[0-9:.]{0,12}[-+Z0-9:]{0,6}") {
            let _ = (decode::<DateTime<Utc>>(&text).is_ok(), decode::<NaiveDateTime>(&text).is_ok());
            let _ = (decode::<NaiveDate>(&text).is_ok(), decode::<NaiveTime>(&text).is_ok());
        }
    }
}
