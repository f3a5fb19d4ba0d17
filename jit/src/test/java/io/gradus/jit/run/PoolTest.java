package io.gradus.jit.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolTest {
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 0", "2, 1", "3, 1"})
  void everyChunkIsDoneOnceWhetherThreadsAreWokenOrNot(int threads, int pause) throws Exception {
    Pool pool = new Pool(threads);
    int chunks = 7;
    AtomicIntegerArray done = new AtomicIntegerArray(chunks);
    int runs = pause == 0 ? 2000 : 100;
    for (int i = 0; i < runs; i++) {
      pool.run((chunk, worker) -> done.incrementAndGet(chunk), chunks, i % 3 != 0);
      if (pause > 0) {
        Thread.sleep(pause); // idle threads fall asleep
      }
    }
    for (int i = 0; i < chunks; i++) {
      assertThat(done.get(i)).isEqualTo(runs);
    }
  }
}
