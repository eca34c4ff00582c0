// What the readers find in every output that the project computed, held in golden files.
using System.Text;
using Xunit;

namespace DataHub.Tests.Formats;

public class GoldenReadingTests
{
    [Theory]
    [InlineData("xtb")]
    [InlineData("mopac")]
    [InlineData("psi4")]
    [InlineData("nwchem")]
    [InlineData("cjson")]
    public void Every_computed_output_is_read_as_it_was(string program)
    {
        var text = new StringBuilder();
        foreach (var name in Outputs.Cases(program))
        {
            text.Append(name).Append('\n');
            foreach (var r in Outputs.Read(Outputs.Case(program, name))) text.Append(Outputs.Text(r));
        }
        Golden.Same($"tests/DataHub.Tests/Formats/golden/readings-{program}.txt", text.ToString());
    }
}
