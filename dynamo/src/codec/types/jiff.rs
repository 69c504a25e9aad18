//! `jiff`: dates and times are text of a fixed width, so that text order is time order; a `Zoned` is its RFC 9557 text.

use std::borrow::Cow;

use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime, Time},
    fmt::temporal::{DateTimePrinter, Pieces},
    tz::TimeZone,
};

use super::text::decode_text;
use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// Of nine fractional digits, always.
const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(9));

/// A type's text. A year before 0, which has no text of four digits, begins it with `-`: that sorts before all others.
trait Written: Sized {
    /// What the text should be, for messages.
    const FORM: &'static str;

    fn text(&self) -> String;

    /// `None` for any other text: jiff's errors quote it, so they are not passed on.
    fn parse(text: &str) -> Option<Self>;
}

/// The parts of a text without an offset or time zone, which jiff's own parsers of civil types would drop.
fn civil_pieces(text: &str) -> Option<Pieces<'_>> {
    let pieces = Pieces::parse(text).ok()?;
    (pieces.offset().is_none() && pieces.time_zone_annotation().is_none()).then_some(pieces)
}

impl Written for Timestamp {
    const FORM: &'static str = "an RFC 3339 date-time";

    fn text(&self) -> String {
        PRINTER.timestamp_to_string(self)
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for Date {
    const FORM: &'static str = "a date such as 2026-01-15";

    fn text(&self) -> String {
        PRINTER.date_to_string(self)
    }

    fn parse(text: &str) -> Option<Self> {
        let pieces = civil_pieces(text)?;
        pieces.time().is_none().then_some(pieces.date())
    }
}

impl Written for DateTime {
    const FORM: &'static str = "a date and time such as 2026-01-15T10:30:00";

    fn text(&self) -> String {
        PRINTER.datetime_to_string(self)
    }

    fn parse(text: &str) -> Option<Self> {
        let pieces = civil_pieces(text)?;
        Some(pieces.date().to_datetime(pieces.time()?))
    }
}

impl Written for Time {
    const FORM: &'static str = "a time such as 10:30:00";

    fn text(&self) -> String {
        PRINTER.time_to_string(self)
    }

    fn parse(text: &str) -> Option<Self> {
        civil_pieces(&format!("1970-01-01T{text}"))?.time()
    }
}

macro_rules! written {
    ($($written:ty, $stored:literal, $read:literal;)*) => {$(
        #[doc = $stored]
        impl Encode for $written {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                let text = self.text();
                if text.starts_with('-') {
                    return Err(EncodeError::new::<Self>("the year is before year 0"));
                }
                encoder.string(&text)
            }
        }

        #[doc = $read]
        impl<'de> Decode<'de> for $written {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                Self::parse(&decode_text::<Self, D>(decoder, kind)?)
                    .ok_or_else(|| DecodeError::new::<Self>(format!("the string is not {}", Self::FORM)))
            }
        }

        /// Text whose order is the order of time.
        impl Shaped for $written {
            type Shape = shape::Text;
        }

        /// The text that is stored. A year before 0 cannot be stored, and gives a text that sorts before all that can.
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
    Timestamp,
        "A string (S) of fixed width in UTC, `2026-01-15T10:30:00.000000000Z`.",
        "From RFC 3339 with any fraction and any offset.";
    Date,
        "A string (S), `2026-01-15`.",
        "From a date such as `2026-01-15`.";
    DateTime,
        "A string (S) of fixed width, `2026-01-15T10:30:00.000000000`.",
        "From a date and time without an offset, with any fraction.";
    Time,
        "A string (S) of fixed width, `10:30:00.000000000`.",
        "From a time with any fraction.";
}

/// A string (S) as RFC 9557 has it, `2026-01-15T10:30:00+01:00[Europe/Berlin]`. The time zone must be one that the text
/// can name: of the tz database, a fixed offset of whole minutes, or unknown.
impl Encode for Zoned {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        let zone = self.time_zone();
        let named = zone.iana_name().is_some() || zone.is_unknown();
        if !named && !zone.to_fixed_offset().is_ok_and(|offset| offset.seconds() % 60 == 0) {
            // Printed, it would be the offset of this moment only.
            return Err(EncodeError::new::<Self>(
                "the time zone has no IANA name and is no fixed offset of whole minutes",
            ));
        }
        encoder.string(&self.to_string())
    }
}

/// From RFC 9557 text, of which the time zone must be known: it takes a tz database, which is a feature of jiff.
impl<'de> Decode<'de> for Zoned {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        let text = decode_text::<Self, D>(decoder, kind)?;
        // These take no database, though jiff would look for one.
        let zoned = if text.ends_with("+00:00[UTC]") {
            text.parse().map(|at: Timestamp| at.to_zoned(TimeZone::UTC))
        } else if text.ends_with("Z[Etc/Unknown]") {
            text.parse().map(|at: Timestamp| at.to_zoned(TimeZone::unknown()))
        } else {
            text.parse()
        };
        // No source: jiff's errors quote the text.
        zoned.map_err(|_| {
            DecodeError::new::<Self>("the string is not an RFC 9557 date-time with a time zone known here")
        })
    }
}

/// Text without an order: the same moment has many texts.
impl Shaped for Zoned {
    type Shape = shape::Label;
}

/// A set of these is a string set (SS).
impl SetElement for Zoned {
    const KIND: Kind = Kind::StringSet;
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeSet, HashSet},
        fmt,
    };

    use aws_sdk_dynamodb::types::AttributeValue;
    use jiff::{
        civil::{date, time},
        tz::Offset,
    };
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

    fn utc(at: DateTime) -> Timestamp {
        TimeZone::UTC.to_timestamp(at).unwrap()
    }

    /// Stored as `text`, and so in a key.
    fn assert_stored<T: KeyComponent + Encode + DecodeOwned + PartialEq + fmt::Debug>(value: &T, text: &str) {
        assert_eq!(encode(value).unwrap(), text);
        assert_eq!(component(value), text);
        assert_eq!(&decode::<T>(text).unwrap(), value);
    }

    #[test]
    fn fixed_width() {
        assert_stored(&utc(date(2026, 1, 15).at(10, 30, 0, 0)), "2026-01-15T10:30:00.000000000Z");
        assert_stored(&utc(date(0, 1, 1).at(0, 0, 0, 1)), "0000-01-01T00:00:00.000000001Z");
        assert_stored(&Timestamp::MAX, "9999-12-30T22:00:00.999999999Z");
        assert_stored(&date(2024, 2, 29), "2024-02-29");
        assert_stored(&date(33, 4, 3), "0033-04-03");
        assert_stored(&date(2026, 1, 15).at(1, 2, 3, 40), "2026-01-15T01:02:03.000000040");
        assert_stored(&DateTime::MAX, "9999-12-31T23:59:59.999999999");
        assert_stored(&Time::MIN, "00:00:00.000000000");
        assert_stored(&Time::MAX, "23:59:59.999999999");
    }

    #[test]
    fn years_before_0_are_an_error_and_still_bound_a_range() {
        for date in [Date::MIN, date(-1, 12, 31)] {
            assert_eq!(encode(&date).unwrap_err().problem(), "the year is before year 0");
            assert!(encode(&date.at(0, 0, 0, 0)).is_err());
            assert!(component(&date) < component(&self::date(0, 1, 1)));
        }
        for at in [Timestamp::MIN, utc(date(-1, 12, 31).at(23, 59, 59, 999_999_999))] {
            assert!(encode(&at).is_err());
            assert!(component(&at) < component(&utc(date(0, 1, 1).at(0, 0, 0, 0))));
        }
        assert_eq!(component(&date(-1, 12, 31)), "-000001-12-31");
    }

    #[test]
    fn any_rfc_3339_is_read() {
        let expected = utc(date(2026, 1, 15).at(10, 30, 0, 0));
        for text in [
            "2026-01-15T10:30:00Z",
            "2026-01-15T10:30:00z",
            "2026-01-15t10:30:00Z",
            "2026-01-15 10:30:00Z",
            "2026-01-15T10:30:00.0Z",
            "2026-01-15T10:30:00.000000000Z",
            "2026-01-15T11:30:00+01:00",
            "2026-01-15T10:30:00-00:00",
            "2026-01-14T10:31:00-23:59",
            "2026-01-15T11:30:00+01:00[Europe/Berlin]",
        ] {
            assert_eq!(decode::<Timestamp>(text).unwrap(), expected, "{text}");
        }
        // A leap second is the second before it.
        assert_eq!(decode::<Timestamp>("2016-12-31T23:59:60Z").unwrap(), utc(date(2016, 12, 31).at(23, 59, 59, 0)));
        // Beyond the range of the type.
        assert!(decode::<Timestamp>("9999-12-31T23:59:59-01:00").is_err());
    }

    #[test]
    fn any_fraction_is_read() {
        let midday = date(2026, 1, 15).at(12, 0, 0, 500_000_000);
        for text in ["2026-01-15T12:00:00.5", "2026-01-15 12:00:00.5", "2026-01-15T12:00:00.500"] {
            assert_eq!(decode::<DateTime>(text).unwrap(), midday, "{text}");
            assert_eq!(decode::<Time>(&text[11..]).unwrap(), midday.time(), "{text}");
        }
        assert_eq!(decode::<Time>("12:00:00").unwrap(), time(12, 0, 0, 0));
    }

    #[test]
    fn anything_else_is_an_error_that_does_not_repeat_it() {
        fn assert_error<T: DecodeOwned>(text: &str) {
            let error = decode::<T>(text).err().unwrap_or_else(|| panic!("{text}"));
            assert!(error.problem().starts_with("the string is not a"), "{error}");
            // The example in the message is not the value.
            let problem = error.problem().replace("2026-01-15", "").replace("10:30:00", "");
            assert!(text.is_empty() || !problem.contains(text), "{error}");
            assert!(std::error::Error::source(&error).is_none());
        }
        for text in ["", "soon", "1768473000", "2026-13-01", "2026-02-30T00:00:00Z", "2026-01-15T25:00:00Z"] {
            assert_error::<Timestamp>(text);
            assert_error::<Date>(text);
            assert_error::<DateTime>(text);
            assert_error::<Time>(text);
            assert_error::<Zoned>(text);
        }
        // No offset is made up, and none is dropped.
        assert_error::<Timestamp>("2026-01-15T10:30:00");
        for suffix in ["Z", "+01:00", "+01:00[Europe/Berlin]", "[Europe/Berlin]"] {
            assert_error::<DateTime>(&format!("2026-01-15T10:30:00{suffix}"));
            assert_error::<Date>(&format!("2026-01-15T10:30:00{suffix}"));
            assert_error::<Time>(&format!("10:30:00{suffix}"));
        }
        assert_error::<Date>("2026-01-15T10:30:00");
        assert_error::<DateTime>("2026-01-15");
        assert_error::<Zoned>("2026-01-15T10:30:00+01:00");
        assert_error::<Zoned>("2026-01-15T10:30:00+01:00[Europe/Atlantis]");

        let error = from_attribute_value::<Timestamp>(AttributeValue::N("1768473000".to_owned())).unwrap_err();
        assert_eq!(error.problem(), "expected a string (S), found a number (N)");
    }

    #[test]
    fn a_time_zone_is_kept_or_an_error() {
        let at = utc(date(2026, 1, 15).at(10, 30, 0, 0));
        let fixed = |seconds| TimeZone::fixed(Offset::from_seconds(seconds).unwrap());
        for (zone, stored) in [
            (TimeZone::UTC, "2026-01-15T10:30:00+00:00[UTC]"),
            (TimeZone::unknown(), "2026-01-15T10:30:00Z[Etc/Unknown]"),
            (fixed(3600), "2026-01-15T11:30:00+01:00[+01:00]"),
            (fixed(-5400), "2026-01-15T09:00:00-01:30[-01:30]"),
            (fixed(25 * 3600 + 59 * 60), "2026-01-16T12:29:00+25:59[+25:59]"),
        ] {
            let zoned = at.to_zoned(zone);
            assert_eq!(encode(&zoned).unwrap(), stored);
            let back = decode::<Zoned>(stored).unwrap_or_else(|_| panic!("{stored}: {:?}", stored.parse::<Zoned>()));
            assert_eq!((&back, back.time_zone()), (&zoned, zoned.time_zone()), "{stored}");
        }
        let posix = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        for zone in [fixed(3_208), posix] {
            let error = encode(&at.to_zoned(zone)).unwrap_err();
            assert!(error.problem().starts_with("the time zone has no IANA name"), "{error}");
        }
    }

    /// Where jiff has no tz database, there is no such zone to encode either.
    #[test]
    fn a_named_time_zone_is_kept() {
        let Ok(berlin) = TimeZone::get("Europe/Berlin") else { return };
        for (at, stored) in [
            ("2026-01-15T10:30:00Z", "2026-01-15T11:30:00+01:00[Europe/Berlin]"),
            ("2025-10-26T00:30:00.25Z", "2025-10-26T02:30:00.25+02:00[Europe/Berlin]"),
            ("2025-10-26T01:30:00Z", "2025-10-26T02:30:00+01:00[Europe/Berlin]"),
            // An offset of seconds is rounded in the text, not in the value.
            ("1880-01-01T00:00:00Z", "1880-01-01T00:53:28+00:53[Europe/Berlin]"),
            ("-000001-01-01T00:00:00Z", "-000001-01-01T00:53:28+00:53[Europe/Berlin]"),
        ] {
            let zoned = at.parse::<Timestamp>().unwrap().to_zoned(berlin.clone());
            assert_eq!(encode(&zoned).unwrap(), stored);
            let back = decode::<Zoned>(stored).unwrap();
            assert_eq!((&back, back.time_zone()), (&zoned, zoned.time_zone()), "{stored}");
        }
    }

    #[test]
    fn a_set_is_of_strings() {
        let set = BTreeSet::from([date(2026, 1, 15), date(1999, 12, 31)]);
        let value = to_attribute_value(&set).unwrap();
        assert_eq!(value, AttributeValue::Ss(vec!["1999-12-31".to_owned(), "2026-01-15".to_owned()]));
        assert_eq!(from_attribute_value::<BTreeSet<Date>>(value.clone()).unwrap(), set);
        assert_eq!(from_attribute_value::<HashSet<Date>>(value).unwrap().len(), 2);
    }

    fn timestamps() -> impl Strategy<Value = Timestamp> {
        let nanosecond = prop_oneof![Just(0), (0..1000_i32).prop_map(|milli| milli * 1_000_000), 0..1_000_000_000_i32];
        let first = utc(date(0, 1, 1).at(0, 0, 0, 0)).as_second();
        (first..=Timestamp::MAX.as_second(), nanosecond)
            .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap())
    }

    /// Two that are often close to one another.
    fn pairs() -> impl Strategy<Value = [Timestamp; 2]> {
        (timestamps(), timestamps(), 0..100_000_i64, 0..3).prop_map(|(at, other, near, same)| match same {
            0 => [at, other],
            1 => [at, Timestamp::new(at.as_second(), other.subsec_nanosecond()).unwrap_or(other)],
            _ => [at, Timestamp::new(at.as_second() + near, other.subsec_nanosecond()).unwrap_or(other)],
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
            check_pair(&a, &b, 30)?;
            let [a, b] = [a, b].map(|at| TimeZone::UTC.to_datetime(at));
            check_pair(&a, &b, 29)?;
            check_pair(&a.date(), &b.date(), 10)?;
            check_pair(&a.time(), &b.time(), 18)?;
        }

        #[test]
        fn other_writers_are_read(at in timestamps(), minutes in -1439..=1439_i32) {
            let text = at.display_with_offset(Offset::from_seconds(minutes * 60).unwrap()).to_string();
            prop_assert_eq!(decode::<Timestamp>(&text).unwrap(), at, "{}", text);
        }

        #[test]
        fn the_offset_is_kept(at in timestamps(), minutes in -1559..=1559_i32) {
            let zoned = at.to_zoned(TimeZone::fixed(Offset::from_seconds(minutes * 60).unwrap()));
            let back = decode::<Zoned>(&encode(&zoned).unwrap()).unwrap();
            prop_assert_eq!((&back, back.time_zone()), (&zoned, zoned.time_zone()));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9]{0,6}[-0-9]{0,6}[T ]?[0-9:.]{0,12}[-+Z0-9:]{0,6}(\\[[-+:A-Za-z/]{0,9}\\])?") {
            let _ = (decode::<Timestamp>(&text).is_ok(), decode::<DateTime>(&text).is_ok());
            let _ = (decode::<Date>(&text).is_ok(), decode::<Time>(&text).is_ok(), decode::<Zoned>(&text).is_ok());
        }
    }
}
