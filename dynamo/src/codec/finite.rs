//! Floats that JSON has no number for.

use std::fmt;

use serde::ser::{self, Serialize, Serializer};

/// Whether all floats in a value are finite. JSON has no others: `serde_json` writes null for them.
pub(super) fn is_finite<V: Serialize + ?Sized>(value: &V) -> bool {
    value.serialize(Finite).is_ok()
}

/// Goes through a value and writes nothing.
struct Finite;

/// There is a float that is not finite, or the value cannot be serialized.
#[derive(Debug)]
struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a finite float")
    }
}

impl std::error::Error for NotFinite {}

impl ser::Error for NotFinite {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Done = Result<(), NotFinite>;

/// Values without floats.
macro_rules! pass {
    ($($name:ident($($type:ty),*);)*) => {$(
        fn $name(self, $(_: $type),*) -> Done {
            Ok(())
        }
    )*};
}

/// Values of other values.
macro_rules! collections {
    ($($name:ident($($type:ty),*) -> $collection:ident;)*) => {$(
        type $collection = Self;

        fn $name(self, $(_: $type),*) -> Result<Self, NotFinite> {
            Ok(self)
        }
    )*};
}

impl Serializer for Finite {
    type Ok = ();
    type Error = NotFinite;

    pass! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    collections! {
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }

    fn serialize_f32(self, value: f32) -> Done {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Done {
        if value.is_finite() { Ok(()) } else { Err(NotFinite) }
    }

    fn serialize_some<V: Serialize + ?Sized>(self, value: &V) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_struct<V: Serialize + ?Sized>(self, _: &'static str, value: &V) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<V: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &V,
    ) -> Done {
        value.serialize(self)
    }
}

macro_rules! elements {
    ($($trait:ident $name:ident;)*) => {$(
        impl ser::$trait for Finite {
            type Ok = ();
            type Error = NotFinite;

            fn $name<V: Serialize + ?Sized>(&mut self, value: &V) -> Done {
                value.serialize(Finite)
            }

            fn end(self) -> Done {
                Ok(())
            }
        }
    )*};
}

elements! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! fields {
    ($($trait:ident)*) => {$(
        impl ser::$trait for Finite {
            type Ok = ();
            type Error = NotFinite;

            fn serialize_field<V: Serialize + ?Sized>(&mut self, _: &'static str, value: &V) -> Done {
                value.serialize(Finite)
            }

            fn end(self) -> Done {
                Ok(())
            }
        }
    )*};
}

fields!(SerializeStruct SerializeStructVariant);

impl ser::SerializeMap for Finite {
    type Ok = ();
    type Error = NotFinite;

    fn serialize_key<K: Serialize + ?Sized>(&mut self, _: &K) -> Done {
        Ok(())
    }

    fn serialize_value<V: Serialize + ?Sized>(&mut self, value: &V) -> Done {
        value.serialize(Finite)
    }

    fn end(self) -> Done {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::is_finite;

    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(Option<f32>),
        Tuple(u8, f64),
        Struct { map: BTreeMap<String, [f64; 1]> },
    }

    #[test]
    fn a_float_that_is_not_finite_is_found_anywhere() {
        for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.5] {
            #[allow(clippy::cast_possible_truncation, reason = "these have no digits to lose")]
            let values = [
                Shape::Newtype(Some(float as f32)),
                Shape::Tuple(1, float),
                Shape::Struct { map: BTreeMap::from([("a".to_owned(), [float])]) },
            ];
            for value in values {
                assert_eq!(is_finite(&(true, vec![value])), float.is_finite(), "{float}");
            }
        }
        assert!(is_finite(&[Shape::Unit, Shape::Newtype(None)]));
    }
}
