package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.gradus.array.Array;
import io.gradus.check.Samples;
import io.gradus.check.Samples.Sample;
import io.gradus.eval.Interpreter;
import io.gradus.nn.UserException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation gives in ONNX Runtime what it gives here, or says that it cannot be exported.
class OperationsTest {
  private static final Set<String> LACKING =
      Set.of("lgamma", "digamma", "polygamma", "solve", "cholesky");

  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void agrees(Sample s) throws OrtException {
    if (LACKING.contains(s.op().symbol())) {
      assertThatThrownBy(() -> OnnxExport.of(s.graph()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("'" + s.op().symbol() + "' cannot be exported");
      return;
    }
    List<Array> want = Interpreter.run(s.graph(), s.at());
    List<Array> got = Judge.run(OnnxExport.of(s.graph()), s.at());
    for (int i = 0; i < want.size(); i++) {
      Judge.compare(got.get(i), want.get(i), 1e-6);
    }
  }
}
