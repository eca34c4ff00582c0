// The command datahub completion: the line that a shell needs to complete commands and options.
using System.CommandLine;
using DataHub.Cli.Output;

namespace DataHub.Cli.Commands;

static class Completion
{
    static readonly Argument<string> Shell = new("shell") { Description = "bash, zsh, fish or pwsh" };

    public static Verb Verb() => new Verb("completion", "Print the completion script of a shell",
        "source <(datahub completion bash)",
        "datahub completion zsh > \"${fpath[1]}/_datahub\"",
        "datahub completion fish > ~/.config/fish/completions/datahub.fish",
        "datahub completion pwsh | Out-String | Invoke-Expression").With(Shell).Does(Run);

    static Completion() => Shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    static int Run(Session session, CancellationToken cancel)
    {
        Console.Out.Write(session.Get(Shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => Pwsh });
        return Exit.Ok;
    }

    const string Bash = """
        _datahub() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _datahub datahub

        """;

    const string Zsh = """
        #compdef datahub
        _datahub() {
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a found
          _files
        }
        compdef _datahub datahub

        """;

    const string Fish = """
        complete -c datahub -a '(set -l line (commandline -cp); datahub "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'

        """;

    const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName datahub -ScriptBlock {
          param($word, $ast, $position)
          datahub "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }

        """;
}
