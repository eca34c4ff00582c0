// What a person sees when something goes wrong.
namespace DataHub.Server.Pages;

static class ErrorPage
{
    /// <summary>Writes the page of a problem; the status is set already.</summary>
    internal static Task Write(HttpContext http, Problem problem) => new PageAnswer(Layout.Frame(problem.Title, Html.Of($"""
        <h1>{problem.Title}</h1>
        <p>{problem.Detail}</p>
        {(problem.Expected is null ? Html.Nothing : Html.Of($"<p>Expected: {problem.Expected}.</p>"))}
        <p><a href="/">To the first page</a></p>
        """)), problem.Status).ExecuteAsync(http);
}
