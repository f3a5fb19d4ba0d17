package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.eval.Backend.Executable;
import io.gradus.jit.TrainingGraphs.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Several callers at once.
class ThreadsTest {
  private static <T> List<T> together(Callable<T> task) throws Exception {
    List<T> all = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
      for (Future<T> f : callers.invokeAll(java.util.Collections.nCopies(6, task))) {
        all.add(f.get());
      }
    }
    return all;
  }

  @Test
  void forksRunAtTheSameTime() throws Exception {
    for (Step s : List.of(TrainingGraphs.momentum(96, 200, 130, 10), TrainingGraphs.recurrent())) {
      Executable f = Jit.of(Targets.BITS, 2).compile(s.graph(), s.carried());
      List<Array> expected = train(f, s);
      assertThat(together(() -> train(f.fork(), s))).allMatch(expected::equals);
    }
  }

  private static List<Array> train(Executable f, Step s) {
    List<Array> args = s.data();
    List<Array> loss = s.room();
    for (int i = 0; i < 20; i++) {
      f.run(args, loss);
    }
    return args;
  }

  @Test
  void functionsAreCompiledByManyCallersAtOnce() throws Exception {
    Step s = TrainingGraphs.adam(16, 9, 11, 3);
    List<Array> expected = train(new Jit().compile(s.graph(), s.carried()), s);
    assertThat(together(() -> train(new Jit().compile(s.graph(), s.carried()), s)))
        .allMatch(expected::equals);
  }

  @Test
  void aFunctionServesManyCallers() throws Exception {
    assertThat(Backend.current()).isInstanceOf(Jit.class);
    Fn f = Fn.of(TrainingGraphs.momentum(32, 20, 16, 10).graph());
    List<Array> data = TrainingGraphs.momentum(32, 20, 16, 10).data();
    List<Array> expected = f.run(data);
    assertThat(together(() -> f.run(data))).allMatch(expected::equals);
  }
}
