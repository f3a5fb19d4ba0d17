package io.gradus.jit.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheTest {
  private final Cache<Integer, Object> cache = new Cache<>();
  private final Function<Integer, Object> make = _ -> new Object();

  @Test
  void valuesInUseAndTheLastOnesAreMadeOnce() {
    Object first = cache.get(0, make);
    Object last = cache.get(1, make);
    int second = System.identityHashCode(last);
    last = null;
    System.gc();
    assertThat(System.identityHashCode(cache.get(1, make))).isEqualTo(second);
    IntStream.range(2, 5000).forEach(i -> cache.get(i, make));
    System.gc();
    assertThat(cache.get(0, make)).isSameAs(first);
  }

  @Test
  void othersAreGivenUp() throws InterruptedException {
    IntStream.range(0, 10_000).forEach(i -> cache.get(i, make));
    for (int i = 0; i < 50 && cache.size() > 1100; i++) {
      System.gc();
      Thread.sleep(20); // the collector reports them later
      cache.get(-1, make);
    }
    assertThat(cache.size()).isLessThanOrEqualTo(1100);
  }

  @Test
  void threadsGetTheSame() {
    List<Object> all =
        IntStream.range(0, 1000).parallel().mapToObj(i -> cache.get(i % 3, make)).toList();
    assertThat(all).hasSize(1000);
    assertThat(all.stream().distinct()).hasSize(3);
  }
}
