package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MetricsLogTest {
  private static long looks(long from, long to) {
    return LongStream.rangeClosed(from, to).filter(MetricsLog::isLooked).count();
  }

  @Test
  void looksGetRarerAsATrainingGoesOn() {
    assertThat(looks(1, 5)).isEqualTo(5);
    assertThat(looks(100, 999)).isBetween(7L, 9L);
    assertThat(looks(10_000, 99_999)).isBetween(7L, 9L);
    assertThat(looks(1, 100_000)).isLessThan(50);
  }
}
