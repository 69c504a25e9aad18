//! Reproducible randomness.

/// The n-th number of the splitmix64 sequence that starts at `seed`.
///
/// Being a function of `n`, what one request draws does not depend on how much the ones before it drew.
fn nth(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The draws of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draws(u64);

impl Draws {
    pub(super) fn of_request(seed: u64, number: usize) -> Self {
        Self(nth(seed, number as u64))
    }

    /// A number from 0 to just below 1, the `n`-th of this request.
    pub(super) fn unit(self, n: usize) -> f64 {
        // The upper 32 bits: exact in a double.
        let bits = u32::try_from(nth(self.0, n as u64) >> 32).unwrap_or(u32::MAX);
        f64::from(bits) / 4_294_967_296.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_splitmix64() {
        // The reference values for the seed 1234567.
        assert_eq!(nth(1_234_567, 0), 6_457_827_717_110_365_317);
        assert_eq!(nth(1_234_567, 1), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_lie_in_the_unit_interval_and_are_spread() {
        let draws: Vec<f64> = (0..1000).map(|number| Draws::of_request(42, number).unit(0)).collect();
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        let low = draws.iter().filter(|draw| **draw < 0.5).count();
        assert!((450..550).contains(&low), "{low}");
    }
}
