package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "predict", "diff", "info"})
  void everyCommandHasHelpWithExamples(String command) {
    Result help = Shell.run(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains("Usage: gradus " + command, "--json", "Examples:", "  gradus " + command)
        .doesNotContain("\u001b");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theProgramListsItsCommands() {
    for (Result help : new Result[] {Shell.run(), Shell.run("--help")}) {
      assertThat(help.code()).isZero();
      assertThat(help.out()).contains("train", "evaluate", "predict", "diff", "info", "--version");
    }
  }

  @Test
  void theVersionIsOneLine() {
    Result version = Shell.run("--version");
    assertThat(version.code()).isZero();
    assertThat(version.out().strip()).matches("gradus \\S+");
  }

  @Test
  void completionIsAScript() {
    assertThat(Shell.run("generate-completion").out()).contains("complete -F", "gradus", "--wrt");
  }

  @Test
  void mistypedWordsAreAnsweredWithASuggestion() {
    Shell.run("trian").refused("unknown command 'trian'; did you mean 'train'?");
    Shell.run("diff", "x", "--ordr", "2").refused("'--ordr'; did you mean '--order'?");
    Shell.run("train", "--epoch", "3").refused("'--epoch'; did you mean '--epochs'?");
    Shell.run("train", "--lrr=3").refused("unknown option '--lrr'; did you mean '--lr'?");
    Shell.run("info", "now").refused("'now'");
    Shell.run("--jsn").refused("unknown option '--jsn'");
  }

  @Test
  void aValueOfTheWrongKindIsNamed() {
    Shell.run("diff", "x", "--order", "two").refused("--order", "'two' is not a whole number");
    Shell.run("train", "--data").refused("--data");
  }

  @Test
  void debugShowsWhere() {
    Result failed = Shell.run("diff", "x +", "--debug");
    assertThat(failed.code()).isEqualTo(2);
    assertThat(failed.err()).startsWith("gradus: ").contains("\tat io.gradus");
  }

  @Test
  void infoTellsWhereItRuns() {
    assertThat(Shell.run("info", "--json").json())
        .containsEntry("java", Runtime.version().toString())
        .containsKeys("version", "processors", "maxHeapMiB", "vectorBits", "backend", "os");
    assertThat(Shell.run("info").out()).contains("processors");
  }
}
