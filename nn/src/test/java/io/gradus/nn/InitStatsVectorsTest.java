package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Key;
import io.gradus.graph.Type;
import io.gradus.nn.Initializer.Distribution;
import io.gradus.nn.Initializer.Independent;
import io.gradus.nn.Initializer.Interval;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class InitStatsVectorsTest {
  private static final int SAMPLES = 20_000;

  @TestFactory
  Stream<DynamicTest> closedFormsAndSamples() {
    return Vectors.cases(
        "init-stats.json",
        c -> {
          Initializer init = Initializers.CATALOG.named(c.text("initialiser").replace('_', '-'));
          Distribution d = ((Independent) init).distribution(c.whole("fan_in"), c.whole("fan_out"));
          Vectors.close("mean", d.mean(), c.number("mean"), 1e-14, 0);
          Vectors.close("variance", d.variance(), c.number("variance"), 1e-14, 0);
          if (d instanceof Interval interval) {
            Vectors.close("bound", interval.bound(), c.number("upper"), 1e-14, 0);
          }
          double[] x = d.sample(Type.f64(SAMPLES), Key.of(11)).toDoubles();
          double mean = Arrays.stream(x).average().orElseThrow();
          double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / SAMPLES;
          double spread = d instanceof Interval ? 0.8 : 2;
          double std = c.number("std");
          assertThat(Math.abs(mean - d.mean())).isLessThanOrEqualTo(5 * std / Math.sqrt(SAMPLES));
          assertThat(Math.abs(variance - d.variance()))
              .isLessThanOrEqualTo(5 * d.variance() * Math.sqrt(spread / SAMPLES));
          if (c.has("upper")) {
            assertThat(Arrays.stream(x).min().orElseThrow())
                .isGreaterThanOrEqualTo(c.number("lower"));
            assertThat(Arrays.stream(x).max().orElseThrow()).isLessThanOrEqualTo(c.number("upper"));
          }
        });
  }
}
