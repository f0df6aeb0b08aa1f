"""Says in a header how many statements a request took. Off while time is measured."""

from django.db import connection

HEADER = "x-queries"


class CountingMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        statements = []

        def count(execute, sql, params, many, context):
            statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = str(len(statements))
        return response
