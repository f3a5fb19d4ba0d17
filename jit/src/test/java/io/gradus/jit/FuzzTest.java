package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.eval.Backend;
import io.gradus.jit.RandomGraphs.Case;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Random functions, compiled against interpreted. `-Dgradus.fuzz.seconds=1800` goes on for longer,
/// `-Dgradus.seed=N` begins elsewhere.
class FuzzTest {
  private static final int SECONDS = Integer.getInteger("gradus.fuzz.seconds", 0);
  private static final long SEED = Long.getLong("gradus.seed", 1);
  private static final int CASES = 600;

  @Test
  void compiledAgreesWithInterpreted() {
    Backend jit = Jit.of(Targets.BITS, 2);
    Backend scalar = Jit.of(0, 1);
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    int cases = 0;
    int edges = 0; // where rounding decides
    for (long i = 0; i < CASES || System.nanoTime() < end; i++) {
      long seed = SEED * 1_000_003 + i;
      Case c = RandomGraphs.of(seed);
      Optional<String> complaint;
      try {
        complaint = Agreement.complaint(jit, c.graph(), c.args(), c.carried());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("case " + seed + " fails: " + c.graph(), e);
      }
      if (complaint.isPresent() && Agreement.isAtEdge(c.graph(), c.args())) {
        edges++;
        continue;
      }
      cases++;
      assertThat(complaint).as("case %d: %s", seed, c.graph()).isEmpty();
      assertThat(jit.compile(c.graph(), c.carried()).run(c.args()))
          .as("case %d on vectors: %s", seed, c.graph())
          .isEqualTo(scalar.compile(c.graph(), c.carried()).run(c.args()));
    }
    assertThat(edges).isLessThan(1 + cases / 200);
  }
}
