package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example in `docs/compiled-engine.md` is what the engine prints now. After a change of the
/// passes, `-Dgradus.docs=write` puts the new print into the page.
class PageTest {
  private static final Path PAGE = Path.of("../docs/compiled-engine.md");

  /// A step of gradient descent for one layer: h = tanh(x·w + b), loss = mean (h − y)².
  private static Graph layer() {
    Expr w = Expr.param("w", Type.f32(20, 16));
    Expr b = Expr.param("b", Type.f32(16));
    Expr x = Expr.param("x", Type.f32(32, 20));
    Expr y = Expr.param("y", Type.f32(32, 16));
    Expr loss = x.dot(w).add(b).tanh().sub(y).square().mean();
    List<Expr> g = Reverse.grad(loss, List.of(w, b));
    Expr nextW = w.sub(g.get(0).mul(0.1));
    Expr nextB = b.sub(g.get(1).mul(0.1));
    return new Graph(List.of(w, b, x, y), List.of(nextW, nextB, loss));
  }

  @Test
  void exampleIsWhatThePassesPrint() throws IOException {
    String page = Files.readString(PAGE);
    String now = page;
    for (Jit.Pass pass : Jit.Pass.values()) {
      if (pass != Jit.Pass.CODE) {
        now = replaced(now, pass);
      }
    }
    if ("write".equals(System.getProperty("gradus.docs"))) {
      Files.writeString(PAGE, now);
    } else {
      assertThat(page).as("run it again with -Dgradus.docs=write").isEqualTo(now);
    }
  }

  /// The page with the first block after the heading of a pass replaced.
  private static String replaced(String page, Jit.Pass pass) {
    String word = pass.name().toLowerCase(Locale.ROOT);
    Matcher m = Pattern.compile("(?s)\n## [^\n]*`" + word + "`.*?\n```\n(.*?)```").matcher(page);
    assertThat(m.find()).as("a block after the heading of `" + word + "`").isTrue();
    String printed = Jit.explain(layer(), 2, pass, 256).strip() + "\n";
    return page.substring(0, m.start(1)) + printed + page.substring(m.end(1));
  }
}
